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

  public boolean isRemoved() {
    return hash == null;
  }
}
