package io.edgesync.agent.http;

import java.time.Duration;

/**
 * How long somebody may take: a while to begin with, and more by what has been moved, up to a bound. Who trickles is too slow long before
 * the bound.
 */
final class Pace {

  /** Slower than any modem. */
  private static final long BYTES_PER_SECOND_MIN = 1 << 10;
  /** As long as it is not too slow. */
  static final Duration UNBOUNDED = Duration.ofNanos(Long.MAX_VALUE);

  private final long startNanos;
  private final long graceNanos;
  private final long wholeNanos;

  Pace(long startNanos, Duration grace, Duration whole) {
    this(startNanos, grace.toNanos(), whole.toNanos());
  }

  private Pace(long startNanos, long graceNanos, long wholeNanos) {
    this.startNanos = startNanos;
    this.graceNanos = graceNanos;
    this.wholeNanos = wholeNanos;
  }

  /** The same for somebody who was held up for so long. */
  Pace later(long nanos) {
    return new Pace(startNanos + nanos, graceNanos, wholeNanos);
  }

  /** What is left at this moment to somebody who has moved so many bytes; negative when that was too slow. */
  long leftNanos(long bytesMoved, long nowNanos) {
    long earned = graceNanos + (long) (bytesMoved * (1e9 / BYTES_PER_SECOND_MIN));
    return Math.min(earned, wholeNanos) - (nowNanos - startNanos);
  }
}
