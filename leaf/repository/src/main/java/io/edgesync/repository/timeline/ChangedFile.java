package io.edgesync.repository.timeline;

import io.edgesync.repository.structure.FilePermission;
import io.edgesync.xfer.artifact.Hash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that differs between a check-in and its primary parent.
 *
 * @param oldPath    of a renamed file, else {@code null}
 * @param before     its content in the parent; {@code null} for an added file
 * @param after      its content now; {@code null} for a deleted file
 * @param permission now
 */
public record ChangedFile(String path, @Nullable String oldPath, ChangeKind kind, @Nullable Hash before,
    @Nullable Hash after, FilePermission permission) {

  /** Not only the name or the permission. */
  public boolean isContentChanged() {
    return !Objects.equals(before, after);
  }
}
