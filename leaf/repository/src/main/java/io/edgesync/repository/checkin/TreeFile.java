package io.edgesync.repository.checkin;

import io.edgesync.repository.structure.FilePermission;
import io.edgesync.xfer.artifact.Hash;
import org.jspecify.annotations.Nullable;

/**
 * A file of the check-in that is being made.
 *
 * @param oldPath where the parent has it, if this check-in moves it
 */
record TreeFile(Hash content, FilePermission permission, @Nullable String oldPath) {}
