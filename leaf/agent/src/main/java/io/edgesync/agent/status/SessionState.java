package io.edgesync.agent.status;

import java.time.Instant;

/**
 * The last session with a peer. One that was denied anything is never {@link Outcome#OK}.
 *
 * @param outcome   how it ended
 * @param when      when it ended; the epoch where there was none
 * @param rounds    requests answered
 * @param received  artifacts that were stored
 * @param sent      artifacts that were sent
 * @param bytesIn   bytes of replies
 * @param bytesOut  bytes of requests
 * @param error     what the peer or the transport said; empty when the outcome is {@code OK}
 */
public record SessionState(Outcome outcome, Instant when, int rounds, long received, long sent, long bytesIn,
    long bytesOut, String error) {

  /** There was none yet. */
  public static final SessionState NEVER = new SessionState(Outcome.NEVER, Instant.EPOCH, 0, 0, 0, 0, 0, "");

  /** How a session ended. */
  public enum Outcome {
    /** Everything that was asked for was done. */
    OK("ok"),
    /** The peer refused pull, push or login. */
    DENIED("denied"),
    /** It broke off. */
    FAILED("failed"),
    /** None has ended yet. */
    NEVER("never tried");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /** The word for people and JSON. */
    public String word() {
      return word;
    }
  }
}
