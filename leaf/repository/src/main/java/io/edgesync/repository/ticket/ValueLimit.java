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
  private static final int LEAST = 1 << 20;

  private final Connection connection;

  ValueLimit(Connection connection) {
    this.connection = connection;
  }

  /** @param bytes of all changes of a ticket together: no honest value needs more than twice that */
  void lower(long bytes) throws SQLException {
    set(Math.clamp(2 * bytes, LEAST, STANDARD));
  }

  void restore() throws SQLException {
    set(STANDARD);
  }

  private void set(int bytes) throws SQLException {
    connection.unwrap(SQLiteConnection.class).setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, bytes);
  }
}
