package io.edgesync.repository.artifact;

import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A held artifact about to be given away in stored form.
 *
 * @param sourceName of its delta's source, null for a full text
 * @param mustExpand whether whoever gets this may not get that source: private while this is public, shunned, too large, or on the way to it so
 *                   large that it could not be expanded here, if it must be itself
 */
record StoredRow(BlobRow blob, @Nullable Hash sourceName, boolean isPrivate, boolean mustExpand) {

  /** Null unless {@code name} is held. */
  static @Nullable StoredRow of(Blobs blobs, Hash name, long sourceBytesMax) throws SQLException {
    BlobRow row = blobs.byName(name);
    if (row == null || row.isPhantom() || !blobs.isAvailable(row.rid())) {
      return null;
    }
    boolean isPrivate = blobs.isPrivate(row.rid());
    if (row.source() == 0) {
      return new StoredRow(row, null, isPrivate, false);
    }
    BlobRow source = blobs.byRid(row.source());
    if (source == null) {
      return null;
    }
    boolean mustExpand = (!isPrivate && blobs.isPrivate(source.rid())) || blobs.isShunned(source.name())
        || source.sizeBytes() > sourceBytesMax || !blobs.isExpandable(source.rid());
    return new StoredRow(row, source.name(), isPrivate, mustExpand);
  }
}
