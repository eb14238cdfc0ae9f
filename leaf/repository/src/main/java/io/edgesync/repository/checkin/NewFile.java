package io.edgesync.repository.checkin;

import io.edgesync.repository.structure.FilePermission;

/**
 * A file to be checked in.
 *
 * @param content the bytes, not copied: they must not change afterwards; of a symbolic link the target as UTF-8
 */
public record NewFile(byte[] content, FilePermission permission) {

  /** An ordinary file. */
  public static NewFile of(byte[] content) {
    return new NewFile(content, FilePermission.REGULAR);
  }
}
