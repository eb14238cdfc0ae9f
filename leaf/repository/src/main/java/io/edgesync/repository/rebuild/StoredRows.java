package io.edgesync.repository.rebuild;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;

/** Where a {@link TreeWalk} reads content from. */
interface StoredRows extends AutoCloseable {

  /** One row of {@code blob} as it is read. */
  sealed interface Row {

    /** Stored as the forest has it: in full, or as a delta of the same artifact; framed. */
    record AsKnown(byte[] framed) implements Row {}

    /** Stored otherwise by now: the artifact itself. */
    record Whole(byte[] content) implements Row {}
  }

  /**
   * @param slot a held artifact
   * @throws IOException where the row has no content that can be had
   */
  Row read(int slot) throws SQLException, IOException;

  @Override
  void close();

  /**
   * Rows read one by one inside the caller's transaction, on a connection that another thread may be writing through: the lock keeps
   * the two apart, since SQLite drops no table while a statement runs.
   */
  static StoredRows inTransaction(Connection connection, Lock lock, BlobIndex blobs) throws SQLException {
    PreparedStatement content = connection.prepareStatement("SELECT content FROM blob WHERE rid=?");
    return new StoredRows() {
      @Override
      public Row read(int slot) throws SQLException, IOException {
        lock.lock();
        try {
          content.setInt(1, blobs.rid(slot));
          try (ResultSet row = content.executeQuery()) {
            byte[] framed = row.next() ? row.getBytes(1) : null;
            if (framed == null) {
              throw new IOException("expected content, the row has none");
            }
            return new Row.AsKnown(framed);
          }
        } finally {
          lock.unlock();
        }
      }

      @Override
      public void close() {
        try {
          content.close();
        } catch (SQLException ignored) {
          // The connection's owner closes what is left.
        }
      }
    };
  }
}
