package io.edgesync.repository.rebuild;

import io.edgesync.xfer.artifact.Hash;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of every row of {@code blob} without reading content: rid, size, name. Rows have slots in the order of their
 * rids, so that a slot is an index into plain arrays however sparse the rids are; phantoms that are discovered later take slots
 * behind them.
 */
final class BlobIndex {

  private static final int UNKNOWN = -1;

  private static final int ROWS = 1 << 12;

  private int[] rids = new int[ROWS];
  private int[] sizes = new int[ROWS];
  private final NameTable names = new NameTable(ROWS);
  private static final String STORABLE = " FROM blob NOT INDEXED WHERE rid BETWEEN 1 AND 2147483647";

  private final List<WrongArtifact> misnamed = new ArrayList<>();
  private int rows;

  private BlobIndex() {}

  static BlobIndex read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      BlobIndex index = new BlobIndex();
      // Not by an index, which in a damaged file may have other entries.
      try (ResultSet blob = statement.executeQuery("SELECT rid, size, uuid" + STORABLE + " ORDER BY rid")) {
        while (blob.next()) {
          // What is more than any artifact's size stays that.
          index.row(blob.getInt(1), Math.clamp(blob.getLong(2), Integer.MIN_VALUE, Integer.MAX_VALUE),
              blob.getObject(3));
        }
      }
      try (ResultSet blob = statement.executeQuery("SELECT rid FROM blob NOT INDEXED WHERE rid<1 UNION ALL"
          + " SELECT rid FROM blob NOT INDEXED WHERE rid>2147483647")) {
        while (blob.next()) {
          index.misnamed.add(new WrongArtifact("rid " + blob.getLong(1), Fault.BAD_NAME,
              "expected rids from 1 to 2147483647, no Fossil can work with this one"));
        }
      }
      return index;
    }
  }

  /** @param uuid text, unless another program or a damaged page made something else of it */
  private void row(int rid, int size, @Nullable Object uuid) {
    if (rows == rids.length) {
      rids = Arrays.copyOf(rids, rows * 2);
      sizes = Arrays.copyOf(sizes, rows * 2);
    }
    rids[rows] = rid;
    sizes[rows++] = size;
    if (uuid instanceof String name && Hash.isHash(name)) {
      names.add(name);
    } else {
      names.addNameless();
      String text = uuid instanceof byte[] ? "a BLOB" : String.valueOf(uuid);
      String shown = text.length() > 70 ? text.substring(0, 70) + "…" : text;
      misnamed
          .add(new WrongArtifact(shown, Fault.BAD_NAME,
              "expected 40 or 64 lower-case hexadecimal digits as the name of rid " + rid));
    }
  }

  /** Rows of {@code blob}; later slots are phantoms that were discovered. */
  int rows() {
    return rows;
  }

  NameTable names() {
    return names;
  }

  /** The rid of a row's slot. */
  int rid(int slot) {
    return rids[slot];
  }

  /** {@code blob.size}; negative for a phantom. */
  int size(int slot) {
    return sizes[slot];
  }

  boolean isPhantom(int slot) {
    return slot >= rows || sizes[slot] < 0;
  }

  int ridMax() {
    return rows == 0 ? 0 : rids[rows - 1];
  }

  /** The slot of a rid, or {@code -1} when no row has it. */
  int slotOfRid(int rid) {
    int found = Arrays.binarySearch(rids, 0, rows, rid);
    return found >= 0 ? found : UNKNOWN;
  }

  /** Rows whose name has not the shape of one, and rows whose rid no artifact can have. */
  List<WrongArtifact> misnamed() {
    return misnamed;
  }
}
