package io.edgesync.agent.peer;

import io.edgesync.agent.configuration.Bandwidth;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.xfer.round.Throttle;
import io.edgesync.xfer.round.Throttles;
import java.time.Duration;

/**
 * Keeps the rounds of one repository to its bandwidth: bodies pass at the pace of {@link #throttles}, each direction by itself, and what is asked for at once is
 * no more than a few seconds carry, so that a small thing need not wait long behind others. Thread-safe.
 */
public final class Pace {

  /** What rounds may carry at once. */
  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final long ROUND_BYTES_MIN = 16 << 10;

  private final Bandwidth bandwidth;
  private final Throttles throttles;
  private final Throttles answers;

  public Pace(Bandwidth bandwidth) {
    this.bandwidth = bandwidth;
    this.throttles = new Throttles(new Throttle(bandwidth.upBytes()), new Throttle(bandwidth.downBytes()));
    this.answers = new Throttles(throttles.up(), throttles.down().ofStrangers());
  }

  /** For the bodies of our own sessions. */
  public Throttles throttles() {
    return throttles;
  }

  /** For what others ask, of whom is known only afterwards what they may, and for the answers. */
  public Throttles answers() {
    return answers;
  }

  /** Limits whose rounds fit. */
  public SessionLimits limits(SessionLimits limits) {
    return limits.withRequestBytesMax(roundBytes(bandwidth.upBytes(), limits.requestBytesMax()))
        .withReplyBytesMax(roundBytes(bandwidth.downBytes(), limits.replyBytesMax()));
  }

  /** What an answer carries at most. */
  public long answerBytes(long otherwise) {
    return roundBytes(bandwidth.upBytes(), otherwise);
  }

  private static long roundBytes(long rate, long otherwise) {
    return rate == 0 ? otherwise : Math.min(otherwise, Math.max(ROUND_BYTES_MIN, rate * ROUND.toSeconds()));
  }
}
