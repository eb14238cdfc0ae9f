package io.edgesync.sync.answer;

import io.edgesync.repository.setting.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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

  private static final int SECONDS_MAX = 86_400;

  /** Fossil's own limits where it has them. */
  public static final AnswerLimits DEFAULT = new AnswerLimits(5_000_000, 16_000_000, Duration.ofSeconds(30), 500,
      64L << 20, 4L << 20, 200_000);

  /** With the limits that a repository sets for its own replies: {@code max-download} and {@code max-download-time}. */
  AnswerLimits as(@Nullable Settings settings) {
    if (settings == null) {
      return this;
    }
    return new AnswerLimits(Math.max(0, settings.number("max-download", downloadBytesMax)), peerBytesMax,
        Duration.ofSeconds(Math.clamp(settings.number("max-download-time", downloadTime.toSeconds()), 1, SECONDS_MAX)),
        gimmesMax, artifactBytesMax, deltaBytesMax, namesMax);
  }

  public AnswerLimits withArtifactBytesMax(long bytes) {
    return new AnswerLimits(downloadBytesMax, peerBytesMax, downloadTime, gimmesMax, bytes, deltaBytesMax, namesMax);
  }

  /** What one of our own peers gets at once. */
  public AnswerLimits withPeerBytesMax(long bytes) {
    return new AnswerLimits(downloadBytesMax, bytes, downloadTime, gimmesMax, artifactBytesMax, deltaBytesMax,
        namesMax);
  }

  public AnswerLimits withDownloadBytesMax(long bytes) {
    return new AnswerLimits(bytes, bytes, downloadTime, gimmesMax, artifactBytesMax, deltaBytesMax, namesMax);
  }
}
