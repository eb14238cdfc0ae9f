package io.edgesync.repository.artifact;

import io.edgesync.xfer.artifact.Hash;

/**
 * A row of {@code blob} without its content.
 *
 * @param sizeBytes   of the expanded artifact, -1 for a phantom
 * @param framedBytes length of {@code content} as stored
 * @param source      rid of the delta's source, 0 for a full text
 */
record BlobRow(long rid, Hash name, long sizeBytes, long framedBytes, long source) {

  boolean isPhantom() {
    return sizeBytes < 0;
  }
}
