package io.edgesync.sync;

import java.time.Instant;

/** Time as sessions see it: the wall clock for timestamps, a monotonic one for deadlines. Simulations bring their own. */
public interface SyncClock {

  SyncClock SYSTEM = new SyncClock() {
    @Override
    public Instant now() {
      return Instant.now();
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  };

  Instant now();

  /** A reading that only differences of mean something of, on the clock that {@code Deadline} uses. */
  long nanoTime();
}
