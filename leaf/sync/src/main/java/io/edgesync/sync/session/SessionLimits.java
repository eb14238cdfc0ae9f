package io.edgesync.sync.session;

import java.time.Duration;

/**
 * Bounds of one session.
 *
 * @param requestBytesMax  card bytes of artifacts after which a request names the rest by {@code igot}; Fossil's {@code max-upload}
 * @param replyBytesMax    card bytes that one of our own peers may put into a reply
 * @param artifactBytesMax the largest artifact taken or sent
 * @param deltaBytesMax    artifacts above this travel whole: making a delta holds both sides of it
 * @param wantsMax         names remembered at once of those that the peer holds and we lack
 * @param roundsMax        rounds after which a session is given up
 * @param roundPatience    how long one round may take
 * @param gimmesMax        artifacts asked for at once
 */
public record SessionLimits(long requestBytesMax, long replyBytesMax, long artifactBytesMax, long deltaBytesMax,
    int wantsMax, int roundsMax, Duration roundPatience, int gimmesMax) {

  /** Fossil's own limits where it has them, else what a 256 MB heap carries. */
  public static final SessionLimits DEFAULT = new SessionLimits(250_000, 16_000_000, 64L << 20, 4L << 20, 500_000,
      10_000, Duration.ofMinutes(5), 20_000);

  public SessionLimits withArtifactBytesMax(long bytes) {
    return new SessionLimits(requestBytesMax, replyBytesMax, bytes, deltaBytesMax, wantsMax, roundsMax, roundPatience,
        gimmesMax);
  }

  public SessionLimits withRequestBytesMax(long bytes) {
    return new SessionLimits(bytes, replyBytesMax, artifactBytesMax, deltaBytesMax, wantsMax, roundsMax, roundPatience,
        gimmesMax);
  }

  public SessionLimits withReplyBytesMax(long bytes) {
    return new SessionLimits(requestBytesMax, bytes, artifactBytesMax, deltaBytesMax, wantsMax, roundsMax,
        roundPatience, gimmesMax);
  }

  public SessionLimits withRoundPatience(Duration patience) {
    return new SessionLimits(requestBytesMax, replyBytesMax, artifactBytesMax, deltaBytesMax, wantsMax, roundsMax,
        patience, gimmesMax);
  }

  public SessionLimits withGimmesMax(int names) {
    return new SessionLimits(requestBytesMax, replyBytesMax, artifactBytesMax, deltaBytesMax, wantsMax, roundsMax,
        roundPatience, names);
  }
}
