package io.edgesync.repository.rebuild;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** One prepared INSERT, sent in batches of 500: what the driver does fastest. */
final class BatchInsert implements AutoCloseable {

  private static final int BATCH = 500;

  private final PreparedStatement statement;
  private int waiting;

  BatchInsert(Connection connection, String sql) throws SQLException {
    statement = connection.prepareStatement(sql);
  }

  /** A row of ints, doubles, texts and NULLs. */
  void row(@Nullable Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.addBatch();
    if (++waiting == BATCH) {
      flush();
    }
  }

  private void flush() throws SQLException {
    if (waiting > 0) {
      statement.executeBatch();
      waiting = 0;
    }
  }

  /** Sends what waits and closes the statement. */
  @Override
  public void close() throws SQLException {
    try (statement) {
      flush();
    }
  }
}
