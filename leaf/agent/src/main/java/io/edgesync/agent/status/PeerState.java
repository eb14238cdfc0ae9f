package io.edgesync.agent.status;

import java.time.Instant;

/**
 * The last session of one repository with one peer. A session that was denied anything is never {@link Outcome#OK}.
 *
 * @param peer      the peer's node key, or a URL without credentials
 * @param outcome   how it ended
 * @param when      when it ended
 * @param rounds    requests answered
 * @param received  artifacts that were stored
 * @param sent      artifacts that were sent
 * @param bytesIn   bytes of replies
 * @param bytesOut  bytes of requests
 * @param error     what the peer or the transport said; empty when the outcome is {@code OK}
 */
public record PeerState(String peer, Outcome outcome, Instant when, int rounds, long received, long sent, long bytesIn,
    long bytesOut, String error) {

  /** How a session ended. */
  public enum Outcome {
    /** Everything that was asked for was done. */
    OK("ok"),
    /** The peer refused pull, push or login. */
    DENIED("denied"),
    /** It broke off. */
    FAILED("failed");

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
