package io.edgesync.repository.rebuild;

import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.delta.DeltaException;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows read ahead in the order of the walk, some hundred in one read transaction of a few milliseconds. A row that is stored in
 * another way than the forest knows is expanded in that same transaction, by its new chain.
 */
final class BatchedRows implements StoredRows {

  private static final int ROWS_MAX = 256;
  private static final long BYTES_MAX = 1 << 20;
  /** Rows that one statement reads: a call of the driver costs as much as a row. */
  private static final int AT_ONCE = 32;
  private static final String COLUMNS = "SELECT content, (SELECT srcid FROM delta WHERE delta.rid=blob.rid), uuid, rid FROM blob";
  private static final String ROW = COLUMNS + " WHERE rid=?";
  private static final String ROWS = COLUMNS + " WHERE rid IN (?" + ",?".repeat(AT_ONCE - 1) + ")";

  private final RepositoryDatabase database;
  private final BlobIndex blobs;
  private final DeltaForest forest;
  private final int artifactBytesMax;
  private final int[] order;
  private final int[] placeOf;
  private final Map<Integer, Row> ahead = new HashMap<>();
  private int next;

  BatchedRows(RepositoryDatabase database, BlobIndex blobs, DeltaForest forest, int artifactBytesMax) {
    this.database = database;
    this.blobs = blobs;
    this.forest = forest;
    this.artifactBytesMax = artifactBytesMax;
    this.order = forest.walkOrder();
    this.placeOf = new int[blobs.rows()];
    for (int place = 0; place < order.length; place++) {
      placeOf[order[place]] = place;
    }
  }

  @Override
  public Row read(int slot) throws SQLException, IOException {
    Row row = ahead.remove(slot);
    if (row != null) {
      return row;
    }
    if (placeOf[slot] >= next) {
      ahead.clear(); // what the walk left out, below something unreadable
      next = database.read(session -> readAhead(session, placeOf[slot]));
    } else {
      // What the walk let go of and makes again, one artifact at a time.
      database.read(session -> readOne(session, slot));
    }
    row = ahead.remove(slot);
    if (row == null) {
      throw new IOException("expected content, the row has none");
    }
    return row;
  }

  /** @return the place behind the last row read */
  private int readAhead(SqlSession session, int from) throws SQLException {
    long bytes = 0;
    int place = from;
    while (place < order.length && place - from < ROWS_MAX && bytes < BYTES_MAX) {
      int to = Math.min(order.length, place + AT_ONCE);
      bytes += readSome(session, place, to);
      place = to;
    }
    return place;
  }

  /** Rows by their places in the order of the walk. */
  private long readSome(SqlSession session, int from, int to) throws SQLException {
    @Nullable
    Object[] rids = new Object[AT_ONCE];
    for (int i = 0; i < AT_ONCE; i++) {
      rids[i] = blobs.rid(order[Math.min(from + i, to - 1)]);
    }
    long bytes = 0;
    List<Integer> storedOtherwise = new ArrayList<>(0);
    try (ResultSet rows = session.bind(ROWS, rids).executeQuery()) {
      while (rows.next()) {
        int slot = blobs.slotOfRid(rows.getInt(4));
        long read = take(rows, slot);
        bytes += Math.max(0, read);
        if (read < 0) {
          storedOtherwise.add(slot);
        }
      }
    }
    for (int slot : storedOtherwise) {
      bytes += readOne(session, slot);
    }
    return bytes;
  }

  /** @return the bytes that were read, 0 where there is nothing to have, and less where the row is not as the forest knows it */
  private long take(ResultSet row, int slot) throws SQLException {
    byte[] framed = row.getBytes(1);
    String name = row.getString(3);
    if (framed == null || !(blobs.names().isNameless(slot) || (name != null && blobs.names().matches(slot, name)))) {
      return 0;
    }
    int source = forest.source(slot);
    if (row.getInt(2) != (source < 0 ? 0 : blobs.rid(source))) {
      return -1;
    }
    ahead.put(slot, new Row.AsKnown(framed));
    return framed.length;
  }

  private long readOne(SqlSession session, int slot) throws SQLException {
    try (ResultSet row = session.bind(ROW, blobs.rid(slot)).executeQuery()) {
      long read = row.next() ? take(row, slot) : 0;
      if (read >= 0) {
        return read;
      }
    }
    try (FullTexts texts = new FullTexts(session.connection(), artifactBytesMax)) {
      byte[] content = texts.expand(blobs.rid(slot));
      if (content != null) {
        ahead.put(slot, new Row.Whole(content));
        return content.length;
      }
    } catch (IOException | DeltaException unreadable) {
      // Left out: whoever asks for it learns that there is no content.
    }
    return 0;
  }

  @Override
  public void close() {
    ahead.clear();
  }
}
