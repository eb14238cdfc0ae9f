package io.edgesync.sync.answer;

import java.time.Duration;

/**
 * Bounds of one reply.
 *
 * @param downloadBytesMax card bytes of artifacts after which a reply names the rest by {@code igot}; Fossil's {@code max-download}
 * @param peerBytesMax     the same for our own peers, who read a reply as a stream
 * @param downloadTime     how long a reply may collect artifacts; Fossil's {@code max-download-time}
 * @param gimmesMax        artifacts asked for in one reply to a push
 * @param artifactBytesMax the largest artifact sent
 * @param deltaBytesMax    artifacts above this travel whole
 * @param namesMax         names that one request may make us remember
 */
public record AnswerLimits(long downloadBytesMax, long peerBytesMax, Duration downloadTime, int gimmesMax,
    long artifactBytesMax, long deltaBytesMax, int namesMax) {

  /** Fossil's own limits where it has them. */
  public static final AnswerLimits DEFAULT = new AnswerLimits(5_000_000, 16_000_000, Duration.ofSeconds(30), 500,
      64L << 20, 4L << 20, 200_000);

  public AnswerLimits withArtifactBytesMax(long bytes) {
    return new AnswerLimits(downloadBytesMax, peerBytesMax, downloadTime, gimmesMax, bytes, deltaBytesMax, namesMax);
  }

  public AnswerLimits withDownloadBytesMax(long bytes) {
    return new AnswerLimits(bytes, bytes, downloadTime, gimmesMax, artifactBytesMax, deltaBytesMax, namesMax);
  }
}
