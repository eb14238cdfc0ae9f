package io.edgesync.repository.unversioned;

import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How what is here stands against what another repository has under the same name. The newer one wins; of two of the same second the one with
 * the larger hash does, where a removed file counts as {@code -}. Source: Fossil {@code src/unversioned.c, unversioned_status()}.
 */
public enum Standing {
  /** The name is not known here. */
  UNKNOWN,
  /** Theirs replaces ours. */
  THEIRS,
  /** The same content, dated later there: only the time is taken over. */
  THEIR_TIME,
  /** The same in all respects. */
  SAME,
  /** The same content, dated later here. */
  OUR_TIME,
  /** Ours replaces theirs. */
  OURS;

  private static final String REMOVED = "-";

  static Standing of(UnversionedFile ours, Instant mtime, @Nullable Hash hash) {
    int time = Long.compare(ours.mtime().getEpochSecond(), mtime.getEpochSecond());
    int content = text(ours.hash()).compareTo(text(hash));
    if (content == 0) {
      return time < 0 ? THEIR_TIME : time == 0 ? SAME : OUR_TIME;
    }
    return time < 0 || (time == 0 && content < 0) ? THEIRS : OURS;
  }

  private static String text(@Nullable Hash hash) {
    return hash == null ? REMOVED : hash.hex();
  }

  /** Whether what is here must change to be as it should be on both sides. */
  public boolean isBehind() {
    return this == UNKNOWN || this == THEIRS || this == THEIR_TIME;
  }

  /** The same question where this repository gives up its own changes: theirs wins, whatever the times say. */
  public Standing reverting() {
    return switch (this) {
      case OUR_TIME -> THEIR_TIME;
      case OURS -> THEIRS;
      case UNKNOWN, THEIRS, THEIR_TIME, SAME -> this;
    };
  }
}
