package io.edgesync.agent.nats;

import java.time.Duration;

/**
 * How patient the two sides of an exchange are.
 *
 * @param silenceMax     how long an asker waits without any sign of the peer
 * @param grace          how long a reader waits in all for the parts of a body, on top of a second for each KiB of it
 * @param workingEvery   how often an answering side that still computes says so
 * @param creditPatience how long a sender waits for a receiver that stores what it got
 * @param slotPatience   how long a round may wait for its turn before it is refused with a time to come back
 */
public record ExchangeTimes(Duration silenceMax, Duration grace, Duration workingEvery, Duration creditPatience,
    Duration slotPatience) {

  /** Slower than any modem. */
  static final long BYTES_PER_SECOND_MIN = 1 << 10;

  public static final ExchangeTimes DEFAULT = new ExchangeTimes(Duration.ofSeconds(20), Duration.ofMinutes(2),
      Duration.ofSeconds(5),
      Duration.ofSeconds(60), Duration.ofSeconds(10));

  /** How long one side may let the other wait in all while so many bytes pass: who trickles holds nobody. */
  Duration earned(long bytes) {
    return grace.plusSeconds(bytes / BYTES_PER_SECOND_MIN);
  }
}
