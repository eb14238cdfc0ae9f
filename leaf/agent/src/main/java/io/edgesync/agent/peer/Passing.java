package io.edgesync.agent.peer;

import io.edgesync.xfer.round.Throttle;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells, at most once a second, that a session goes on. A few bytes now and then are no progress, unless it is we who let no more pass. Thread-safe: a session
 * may have two rounds at a time.
 */
final class Passing implements Throttle.Listener {

  private static final long PACE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int BYTES_MIN = 1 << 10;
  /** A slice of a throttle whose rate is shared by many. */
  private static final int HELD_UP_BYTES_MIN = 256;
  /** Who brings so much a second may have a link that carries no more, and others would come by the same one. */
  private static final int NARROW_BYTES_PER_SECOND = 4 << 10;
  /** But nobody brings something large for ever. */
  private static final long NARROW_NANOS_MAX = Duration.ofMinutes(4).toNanos();

  private final LongSupplier nanoTime;
  private final Consumer<Duration> progressed;
  private long toldNanos;
  private long heldUpNanos;
  private long narrowNanos;
  /** Since it was told last. */
  private long bytes;
  private long pausesNanos;

  /** @param progressed is given for how long the session has been held up so far while it went on, by us or by a narrow link */
  Passing(LongSupplier nanoTime, Consumer<Duration> progressed) {
    this.nanoTime = nanoTime;
    this.progressed = progressed;
    this.toldNanos = nanoTime.getAsLong();
  }

  @Override
  public synchronized void passes(int more, long pauseNanos) {
    bytes += more;
    pausesNanos += pauseNanos;
    long sinceNanos = nanoTime.getAsLong() - toldNanos;
    boolean isHeldUp = pausesNanos >= sinceNanos / 2;
    if (sinceNanos >= PACE_NANOS && bytes >= (isHeldUp ? HELD_UP_BYTES_MIN : BYTES_MIN)) {
      toldNanos += sinceNanos;
      heldUpNanos += pausesNanos;
      long carriedNanos = bytes * PACE_NANOS / NARROW_BYTES_PER_SECOND;
      narrowNanos += Math.clamp(sinceNanos - pausesNanos, 0, carriedNanos);
      bytes = 0;
      pausesNanos = 0;
      progressed.accept(Duration.ofNanos(heldUpNanos + Math.min(narrowNanos, NARROW_NANOS_MAX)));
    }
  }
}
