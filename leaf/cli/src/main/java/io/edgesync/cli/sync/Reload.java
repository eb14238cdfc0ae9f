package io.edgesync.cli.sync;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.Daemon;
import io.edgesync.agent.DaemonOptions;
import io.edgesync.agent.configuration.ConfigurationException;
import io.edgesync.agent.configuration.LeafSettings;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.repository.RepositoryException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** What SIGHUP does: all of the new configuration counts, or nothing. */
final class Reload {

  /** Reads flags and file again. */
  interface Reading {
    LeafSettings read() throws ConfigurationException;
  }

  /** Makes options of them. */
  interface Making {
    DaemonOptions make(LeafSettings settings) throws AgentException;
  }

  private final Daemon daemon;
  private final Terminal terminal;
  private final ReentrantLock one = new ReentrantLock();

  Reload(Daemon daemon, Terminal terminal) {
    this.daemon = daemon;
    this.terminal = terminal;
  }

  /** One at a time; says on standard error what came of it. */
  void run(Reading reading, Making making) {
    one.lock();
    try {
      List<String> kept = daemon.reload(making.make(reading.read()));
      terminal.say("configuration reloaded, repositories: " + daemon.ready().repos().size()
          + (kept.isEmpty() ? "" : "; a restart is needed for " + String.join(", ", kept)));
    } catch (ConfigurationException | AgentException | RepositoryException | WrongUsage | Failure e) {
      terminal.say("configuration not reloaded, the old one stays: " + e.getMessage());
    } finally {
      one.unlock();
    }
  }
}
