package io.edgesync.repository.rebuild;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.delta.DeltaException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What crosslinking may ask of storage, answered from the indexes of a rebuild. Phantoms that were not known before get their rows
 * at once.
 */
final class RebuildArtifacts implements ArtifactAccess, AutoCloseable {

  private final BlobIndex blobs;
  private final DeltaForest forest;
  private final ArtifactSlots slots;
  private final TreeWalk contents;
  private final Connection connection;
  private final PreparedStatement isPrivate;

  RebuildArtifacts(Connection connection, BlobIndex blobs, DeltaForest forest, ArtifactSlots slots, TreeWalk contents)
      throws SQLException {
    this.connection = connection;
    this.blobs = blobs;
    this.forest = forest;
    this.slots = slots;
    this.contents = contents;
    this.isPrivate = connection.prepareStatement("SELECT 1 FROM private WHERE rid=?");
  }

  int rid(int slot) {
    return slots.rid(slot);
  }

  @Override
  public long ridFor(Hash name, boolean createPhantom, boolean ofPrivate) throws SQLException {
    int slot = slots.slot(name);
    if (slots.hasRid(slot)) {
      return slots.rid(slot);
    }
    int rid = createPhantom ? slots.rid(slot) : 0;
    if (rid > 0) {
      insert("INSERT INTO blob(rid, rcvid, size, uuid, content) VALUES(?,0,-1,?,NULL)", rid, name.hex());
      insert("INSERT INTO phantom(rid) VALUES(?)", rid, null);
      insert(ofPrivate ? "INSERT INTO private(rid) VALUES(?)" : "INSERT INTO unclustered(rid) VALUES(?)", rid, null);
    }
    return rid;
  }

  private void insert(String sql, int rid, @Nullable String name) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setInt(1, rid);
      if (name != null) {
        insert.setString(2, name);
      }
      insert.executeUpdate();
    }
  }

  @Override
  public @Nullable Hash nameOf(long rid) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT uuid FROM blob WHERE rid=?")) {
      query.setLong(1, rid);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && Hash.isHash(row.getString(1)) ? new Hash(row.getString(1)) : null;
      }
    }
  }

  @Override
  public boolean isAvailable(long rid) {
    int slot = slots.slotOfRid((int) rid);
    return slot >= 0 && forest.isReachable(slot);
  }

  @Override
  public byte @Nullable [] expand(long rid) throws SQLException {
    int slot = slots.slotOfRid((int) rid);
    if (slot < 0 || !forest.isReachable(slot)) {
      return null;
    }
    try {
      return contents.expand(slot);
    } catch (IOException | DeltaException e) {
      throw new IllegalStateException(blobs.names().hex(slot) + " was read a moment ago: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean isPrivate(long rid) throws SQLException {
    isPrivate.setLong(1, rid);
    try (ResultSet row = isPrivate.executeQuery()) {
      return row.next();
    }
  }

  /** Does nothing: a rebuild leaves {@code delta} as it is. */
  @Override
  public void deltify(long rid, long source) {}

  @Override
  public void close() throws SQLException {
    isPrivate.close();
  }
}
