package io.edgesync.repository.ticket;

import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * Bounds how large a value may become while expressions of custom tables (defaults, generated columns, checks, indexes) are evaluated: without it
 * one of them could ask for a gigabyte each time that a ticket changes.
 */
final class ValueLimit {

  /** SQLite's own. */
  private static final int STANDARD = 1_000_000_000;
  private static final int STANDARD_PATTERN = 50_000;
  /** Bytes of a pattern: matching takes their product with the bytes of the text, in one step that nothing can break off. */
  static final int PATTERN_MAX = 256;
  private static final int LEAST = 1 << 20;

  private final Connection connection;

  ValueLimit(Connection connection) {
    this.connection = connection;
  }

  /** @param bytes of all changes of a ticket together: no honest value needs more than twice that */
  void lower(long bytes) throws SQLException {
    set(Math.clamp(2 * bytes, LEAST, STANDARD), PATTERN_MAX);
  }

  void restore() throws SQLException {
    set(STANDARD, STANDARD_PATTERN);
  }

  private void set(int bytes, int pattern) throws SQLException {
    SQLiteConnection sqlite = connection.unwrap(SQLiteConnection.class);
    sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, bytes);
    sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, pattern);
  }
}
