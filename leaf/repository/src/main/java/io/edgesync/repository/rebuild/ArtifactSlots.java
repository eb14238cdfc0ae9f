package io.edgesync.repository.rebuild;

import io.edgesync.repository.HashPolicy;
import io.edgesync.xfer.artifact.Hash;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/**
 * All names that artifacts mention, held or not, as slots: first the rows of {@code blob}, then names without a row. One of the
 * latter gets a rid, as a phantom, when the first table row refers to it; shunned names never get one.
 */
final class ArtifactSlots {

  private final BlobIndex blobs;
  private final NameTable missing = new NameTable(16);
  private final Set<String> shunned = new HashSet<>();
  private int[] missingRids = new int[16];
  private int ridMax;
  private final boolean refusesSha1;

  /** @param policy whether names by SHA1 may become known */
  ArtifactSlots(Connection connection, BlobIndex blobs, HashPolicy policy) throws SQLException {
    this.blobs = blobs;
    this.ridMax = blobs.ridMax();
    try (Statement statement = connection.createStatement();
        ResultSet shun = statement.executeQuery("SELECT uuid FROM shun")) {
      while (shun.next()) {
        shunned.add(shun.getString(1));
      }
    }
    this.refusesSha1 = policy == HashPolicy.SHUN_SHA1;
  }

  /** The slot of {@code name}, a new one if nobody mentioned it before. */
  int slot(Hash name) {
    int row = blobs.names().find(name);
    if (row != NameTable.ABSENT) {
      return row;
    }
    int other = missing.find(name);
    return blobs.rows() + (other != NameTable.ABSENT ? other : missing.add(name.hex()));
  }

  /** Number of slots so far. */
  int count() {
    return blobs.rows() + missing.size();
  }

  String hex(int slot) {
    return slot < blobs.rows() ? blobs.names().hex(slot) : missing.hex(slot - blobs.rows());
  }

  /** The rid that table rows use for the artifact: an unknown one becomes a phantom, a shunned one is 0. */
  int rid(int slot) {
    if (slot < blobs.rows()) {
      return blobs.rid(slot);
    }
    int at = slot - blobs.rows();
    if (at >= missingRids.length) {
      missingRids = java.util.Arrays.copyOf(missingRids, Math.max(missing.size(), at * 2));
    }
    if (missingRids[at] == 0) {
      missingRids[at] = mayNotBecomeKnown(at) ? -1 : ++ridMax;
    }
    return Math.max(0, missingRids[at]);
  }

  private boolean mayNotBecomeKnown(int at) {
    return shunned.contains(missing.hex(at)) || (refusesSha1 && missing.isSha1(at));
  }

  /** The slot of a row's rid, negative for any other rid. */
  int slotOfRid(int rid) {
    return blobs.slotOfRid(rid);
  }

  /** Whether the artifact has a row, or got a rid as a phantom. */
  boolean hasRid(int slot) {
    if (slot < blobs.rows()) {
      return true;
    }
    int at = slot - blobs.rows();
    return at < missingRids.length && missingRids[at] > 0;
  }

  /** A phantom that this run discovered. */
  interface Phantom {
    void discovered(int slot, int rid, String name) throws SQLException;
  }

  void forEachPhantom(Phantom visitor) throws SQLException {
    for (int at = 0; at < missing.size() && at < missingRids.length; at++) {
      if (missingRids[at] > 0) {
        visitor.discovered(blobs.rows() + at, missingRids[at], missing.hex(at));
      }
    }
  }
}
