package io.edgesync.sync.presence;

import java.time.Duration;

/**
 * The parameters of a Trickle timer, RFC 6206 section 4.1.
 *
 * @param intervalMin shortest interval, {@code Imin}: where something is new
 * @param intervalMax longest interval, {@code Imax} as a time: where nothing is
 * @param redundancy  {@code k}: who heard so many others say the same in an interval says nothing
 */
public record TricklePace(Duration intervalMin, Duration intervalMax, int redundancy) {

  private static final Duration SHORTEST = Duration.ofMillis(250);
  private static final int REDUNDANCY = 2;

  public TricklePace {
    if (intervalMin.toNanos() < 2 || intervalMax.compareTo(intervalMin) < 0 || redundancy < 1) {
      throw new IllegalArgumentException(
          "pace: " + intervalMin + " to " + intervalMax + ", " + redundancy
              + ", expected 0 < min <= max and 1 or more");
    }
  }

  /** The usual pace with another longest interval. */
  public static TricklePace upTo(Duration intervalMax) {
    return new TricklePace(intervalMax.compareTo(SHORTEST) < 0 ? intervalMax : SHORTEST, intervalMax, REDUNDANCY);
  }
}
