package io.edgesync.repository.unversioned;

import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the catalogue of unversioned files.
 *
 * @param name      a relative path
 * @param mtime     when it was changed or removed, in whole seconds
 * @param hash      of its content, null where it was removed
 * @param sizeBytes of its content, 0 where it was removed
 * @param isHeld    whether the content is here: a repository may know of a file that nobody sent yet
 */
public record UnversionedFile(String name, Instant mtime, @Nullable Hash hash, long sizeBytes, boolean isHeld) {

  /** The end of the year 9999: SQLite has no words for later times, and so the catalogue has none. */
  public static final long MTIME_SECONDS_MAX = 253_402_300_799L;

  /** How this one of ours stands against one of that time and hash; a null hash means that it was removed. */
  public Standing against(Instant theirMtime, @Nullable Hash theirHash) {
    return Standing.of(this, theirMtime, theirHash);
  }

  public boolean isRemoved() {
    return hash == null;
  }
}
