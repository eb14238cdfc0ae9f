package io.edgesync.repository.timeline;

import io.edgesync.repository.structure.FilePermission;
import io.edgesync.xfer.artifact.Hash;

/** A file of a check-in: path from the root with slashes, name of its content. For a symbolic link the content is the target. */
public record FileEntry(String path, Hash content, FilePermission permission) {}
