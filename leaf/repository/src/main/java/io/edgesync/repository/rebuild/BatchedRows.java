package io.edgesync.repository.rebuild;

import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.delta.DeltaException;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows read ahead in the order of the walk, some hundred in one read transaction of a few milliseconds. A row that is stored in
 * another way than the forest knows is expanded in that same transaction, by its new chain.
 */
final class BatchedRows implements StoredRows {

  private static final int ROWS_MAX = 256;
  private static final long BYTES_MAX = 1 << 20;

  private final RepositoryDatabase database;
  private final BlobIndex blobs;
  private final DeltaForest forest;
  private final ForeignChanges changes;
  private final int artifactBytesMax;
  private final int[] order;
  private final int[] placeOf;
  private final Map<Integer, Row> ahead = new HashMap<>();
  private int next;

  BatchedRows(RepositoryDatabase database, BlobIndex blobs, DeltaForest forest, ForeignChanges changes,
      int artifactBytesMax) {
    this.database = database;
    this.blobs = blobs;
    this.forest = forest;
    this.changes = changes;
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
    changes.look(session);
    long bytes = 0;
    int place = from;
    while (place < order.length && place - from < ROWS_MAX && bytes < BYTES_MAX) {
      bytes += readOne(session, order[place++]);
    }
    return place;
  }

  private long readOne(SqlSession session, int slot) throws SQLException {
    try (ResultSet row = session.bind(
        "SELECT content, (SELECT srcid FROM delta WHERE delta.rid=blob.rid), uuid FROM blob WHERE rid=?",
        blobs.rid(slot)).executeQuery()) {
      byte[] framed = row.next() ? row.getBytes(1) : null;
      if (framed == null || !(blobs.names().isNameless(slot) || blobs.names().hex(slot).equals(row.getString(3)))) {
        return 0;
      }
      int source = forest.source(slot);
      if (row.getInt(2) == (source < 0 ? 0 : blobs.rid(source))) {
        ahead.put(slot, new Row.AsKnown(framed));
        return framed.length;
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
