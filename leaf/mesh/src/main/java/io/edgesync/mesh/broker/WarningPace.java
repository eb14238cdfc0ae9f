package io.edgesync.mesh.broker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets a warning that strangers can cause at will through once in a while, so that they cannot fill the log. Thread-safe. */
final class WarningPace {
  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  private final AtomicLong next = new AtomicLong(System.nanoTime());
  private final AtomicLong suppressed = new AtomicLong();

  /** Whether this one is to be shown at time {@code now} of {@link System#nanoTime}. */
  boolean lets(long now) {
    long due = next.get();
    boolean lets = now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS);
    if (!lets) {
      suppressed.incrementAndGet();
    }
    return lets;
  }

  /** How many were not let through since this was asked last. */
  long suppressed() {
    return suppressed.getAndSet(0);
  }
}
