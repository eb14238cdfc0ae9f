package io.edgesync.xfer.round;

import java.time.Duration;

/**
 * The moment after which nobody waits for a round any more, on the clock of {@link System#nanoTime()}.
 *
 * @param nanos a reading of that clock
 */
public record Deadline(long nanos) {

  public static Deadline after(Duration patience, long nowNanos) {
    return new Deadline(nowNanos + patience.toNanos());
  }

  public Deadline later(Duration by) {
    return new Deadline(nanos + by.toNanos());
  }

  /** What is left at {@code nowNanos}; zero when it has passed. */
  public Duration remaining(long nowNanos) {
    return Duration.ofNanos(Math.max(0, nanos - nowNanos));
  }
}
