package io.edgesync.repository.artifact;

import io.edgesync.xfer.artifact.Hash;
import org.jspecify.annotations.Nullable;

/**
 * An artifact ready to be stored: nothing slow is left to do.
 *
 * @param deltaSource where present, {@code framed} is a delta on this artifact
 * @param framed      the bytes for {@code blob.content}
 * @param sizeBytes   of the expanded artifact
 * @param content     the expanded artifact, whose hash was verified; null for a delta whose source was not here
 */
record PreparedArtifact(Hash name, @Nullable Hash deltaSource, byte[] framed, long sizeBytes, byte @Nullable [] content,
    boolean isPrivate) {

  static final byte[] NOTHING = new byte[0];
}
