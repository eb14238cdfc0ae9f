package io.edgesync.mesh.broker;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before dialling a remote again: {@code first}, doubled with each failure up to {@code max}, plus a random part of
 * the same length, so that a fleet does not come back in step. A refused link (a loop, a wrong port) waits {@code refused}.
 */
public record RedialPolicy(Duration first, Duration max, Duration refused) {

  public static final RedialPolicy DEFAULT = new RedialPolicy(Duration.ofMillis(250), Duration.ofSeconds(4),
      Duration.ofSeconds(30));

  /**
   * The wait before the next attempt.
   *
   * @param failures failed attempts since the link was last up
   */
  public Duration delay(int failures, RandomGenerator random) {
    long base = first.toMillis() << Math.min(Math.max(failures, 0), 16);
    long capped = Math.min(Math.max(base, 1), Math.max(max.toMillis(), 1));
    return Duration.ofMillis(capped + random.nextLong(capped + 1));
  }

  /** The wait after a refusal that a quick redial would only repeat. */
  public Duration delayAfterRefusal(RandomGenerator random) {
    long millis = Math.max(refused.toMillis(), 1);
    return Duration.ofMillis(millis + random.nextLong(millis / 4 + 1));
  }
}
