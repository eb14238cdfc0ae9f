package io.edgesync.mesh.broker;

import java.time.Duration;

/**
 * How a broker takes leave: its clients hear of it at once and are closed one by one, so that they do not all come to the next server in
 * the same moment. {@link #DEFAULT} is {@code nats-server}'s.
 *
 * @param grace between the announcement and the first client that is closed
 * @param duration all of it, the grace included
 */
public record LameDuck(Duration grace, Duration duration) {

  public static final LameDuck DEFAULT = new LameDuck(Duration.ofSeconds(10), Duration.ofMinutes(2));

  private static final Duration SPREAD_LEAST = Duration.ofSeconds(1);
  private static final Duration BETWEEN_MOST = Duration.ofSeconds(1);

  public LameDuck {
    if (grace.isNegative() || duration.isNegative()) {
      throw new IllegalArgumentException("lame duck grace " + grace + " and duration " + duration
          + " must not be negative");
    }
  }

  /** The longest pause between two of {@code clients} that are closed; at least half of it passes. */
  Duration between(int clients) {
    Duration spread = duration.minus(grace);
    Duration each = (spread.isPositive() ? spread : SPREAD_LEAST).dividedBy(Math.max(1, clients));
    return each.compareTo(BETWEEN_MOST) < 0 ? each : BETWEEN_MOST;
  }
}
