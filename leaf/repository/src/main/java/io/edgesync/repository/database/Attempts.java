package io.edgesync.repository.database;

import io.edgesync.repository.RepositoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One operation's tries to get at a file that others may hold, and how long it goes on with them. */
final class Attempts {

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

  private final Path file;
  private final Duration patience;
  private final Lockout lockout;
  private long pauseNanos;
  private final long submittedNanos = System.nanoTime();
  private boolean wasRefused;
  private long sinceNanos;
  /** Set by the interrupted caller, seen by the thread that still waits for a lock on its behalf. */
  private volatile boolean abandoned;

  /**
   * To be made when the operation is submitted.
   *
   * @param firstPauseNanos between the first two tries; it doubles up to the usual pause
   */
  Attempts(Path file, Duration patience, Lockout lockout, long firstPauseNanos) {
    this.file = file;
    this.patience = patience;
    this.lockout = lockout;
    this.pauseNanos = Math.min(firstPauseNanos, RETRY_NANOS);
  }

  /** The caller wants no more tries. */
  void abandon() {
    abandoned = true;
  }

  void succeeded() {
    lockout.over();
  }

  /**
   * Others hold the file: sleeps until the next try.
   *
   * @throws RepositoryException.Busy when others have held it for the whole patience, since this was submitted
   */
  void refused() {
    long now = System.nanoTime();
    long lockedOut = lockout.refused(now);
    // Time spent behind work of this process is not the others' fault.
    long shared = lockedOut - submittedNanos > 0 ? lockedOut : submittedNanos;
    if (!wasRefused || shared - sinceNanos < 0) {
      sinceNanos = shared;
    }
    wasRefused = true;
    if (now - sinceNanos >= patience.toNanos()) {
      throw new RepositoryException.Busy(file, Duration.ofNanos(now - sinceNanos), null);
    }
    if (abandoned) {
      throw new RepositoryException.Closed(file, "interrupted while another program held it locked");
    }
    LockSupport.parkNanos(pauseNanos);
    pauseNanos = Math.min(2 * pauseNanos, RETRY_NANOS);
  }
}
