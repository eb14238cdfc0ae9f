package io.edgesync.agent.peer;

import io.edgesync.agent.configuration.UpstreamSettings;
import io.edgesync.agent.watch.RepositoryWatch;
import io.edgesync.repository.RepositoryException;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.Throttles;
import io.edgesync.xfer.round.Transport;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a repository synchronised with one server beside the mesh, on its schedule; what fails is tried again after pauses that grow. */
public final class UpstreamSync implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UpstreamSync.class);
  private static final Duration PAUSE_MAX = Duration.ofHours(1);
  private static final int DOUBLINGS_MAX = 10;

  /** Opens a way to the server. */
  @FunctionalInterface
  public interface Dial {
    /**
     * @param throttles of the bodies
     * @throws Exception that says why there is none
     */
    Transport open(UpstreamSettings upstream, Throttles throttles) throws Exception;
  }

  private final UpstreamSettings upstream;
  private final PeerSessions sessions;
  private final RepositoryWatch watch;
  private final Dial dial;
  private final Semaphore nudges = new Semaphore(0);
  private final Thread thread;

  public UpstreamSync(UpstreamSettings upstream, PeerSessions sessions, RepositoryWatch watch, Dial dial) {
    this.upstream = upstream;
    this.sessions = sessions;
    this.watch = watch;
    this.dial = dial;
    this.thread = Thread.ofVirtual().name("upstream-" + upstream.shown()).unstarted(this::follow);
  }

  /** The first session begins at once. */
  public void start() {
    thread.start();
  }

  /** The next session begins at once. */
  public void syncNow() {
    nudges.release();
  }

  private void follow() {
    int failures = 0;
    try {
      while (true) {
        failures = session() ? 0 : Math.min(failures + 1, DOUBLINGS_MAX);
        Duration pause = pause(upstream.every(), failures, ThreadLocalRandom.current().nextDouble());
        if (nudges.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          nudges.drainPermits();
        }
      }
    } catch (InterruptedException closing) {
      return;
    }
  }

  /**
   * Until the next session.
   *
   * @param failures in a row
   * @param chance   from 0 to 1, so that many that failed together do not come back together
   */
  static Duration pause(Duration every, int failures, double chance) {
    if (failures == 0) {
      return every;
    }
    long max = Math.max(every.toMillis(), PAUSE_MAX.toMillis());
    long doubled = Math.min(max, every.toMillis() << Math.min(failures, DOUBLINGS_MAX));
    return Duration.ofMillis((long) (doubled * (0.5 + chance / 2)));
  }

  /** Whether it came to a good end. */
  private boolean session() throws InterruptedException {
    LoginSigner login = upstream.login() == null
        ? null
        : new PasswordLogin(upstream.login().user(), upstream.login().password());
    try {
      SyncOutcome.Result result = sessions.runUpstream(upstream.shown(),
          throttles -> dial.open(upstream, throttles), login, _ -> {});
      watch.nudge();
      return result instanceof SyncOutcome.Result.Completed;
    } catch (InterruptedException e) {
      throw e;
    } catch (RepositoryException.Closed closing) {
      return false;
    } catch (Exception e) {
      LOG.debug("upstream not reached upstream={}", upstream.shown(), e);
      sessions.failed(upstream.shown(), String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Ends a session that runs, and waits for it a few seconds. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      if (thread.isAlive() && !thread.join(Duration.ofSeconds(3))) {
        LOG.warn("session still running upstream={}", upstream.shown());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
