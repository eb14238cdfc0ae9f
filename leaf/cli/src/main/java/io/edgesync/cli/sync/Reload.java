package io.edgesync.cli.sync;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.Daemon;
import io.edgesync.agent.DaemonOptions;
import io.edgesync.agent.configuration.ConfigurationException;
import io.edgesync.agent.configuration.LeafSettings;
import io.edgesync.agent.configuration.TelemetrySettings;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.repository.RepositoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What SIGHUP does: all of the new configuration counts, or nothing. */
final class Reload {

  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

  /** Reads flags and file again. */
  interface Reading {
    LeafSettings read() throws ConfigurationException;
  }

  /** Makes options of them. */
  interface Making {
    DaemonOptions make(LeafSettings settings) throws AgentException;
  }

  private final Daemon daemon;
  private final TelemetrySettings figures;
  private final Terminal terminal;
  private final ReentrantLock one = new ReentrantLock();

  /** @param figures what the daemon began with: it keeps them */
  Reload(Daemon daemon, TelemetrySettings figures, Terminal terminal) {
    this.daemon = daemon;
    this.figures = figures;
    this.terminal = terminal;
  }

  /** One at a time; says on standard error what came of it. */
  void run(Reading reading, Making making) {
    one.lock();
    try {
      LeafSettings wanted = reading.read();
      List<String> kept = new ArrayList<>(daemon.reload(making.make(wanted)));
      if (!wanted.telemetry().equals(figures)) {
        kept.add("metrics, otlp");
      }
      terminal.say("configuration reloaded, repositories: " + daemon.ready().repos().size()
          + (kept.isEmpty() ? "" : "; a restart is needed for " + String.join(", ", kept)));
    } catch (ConfigurationException | AgentException | RepositoryException | WrongUsage | Failure e) {
      terminal.say("configuration not reloaded, the old one stays: " + e.getMessage());
    } catch (RuntimeException e) {
      // On a thread of its own: nobody else would say it.
      LOG.error("configuration not reloaded, or in part only", e);
      terminal.say("configuration not reloaded, or in part only: " + e);
    } finally {
      one.unlock();
    }
  }
}
