package io.edgesync.repository.checkin;

import io.edgesync.repository.structure.FilePermission;
import io.edgesync.xfer.artifact.Hash;

/** A file of the check-in that is being made. */
record TreeFile(Hash content, FilePermission permission) {}
