package io.edgesync.repository.rebuild;

import io.edgesync.repository.database.SqlText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** One prepared INSERT, sent in batches of 500: what the driver does fastest. */
final class BatchInsert implements AutoCloseable {

  private static final int BATCH = 500;

  private final Connection connection;
  private final String sql;
  private final PreparedStatement statement;
  private int waiting;

  BatchInsert(Connection connection, String sql) throws SQLException {
    this.connection = connection;
    this.sql = sql;
    statement = connection.prepareStatement(sql);
  }

  /** A row of ints, doubles, texts and NULLs. */
  void row(@Nullable Object... values) throws SQLException {
    String needed = SqlText.statement(sql, values);
    if (!needed.equals(sql)) {
      flush(); // rows keep their order
      try (PreparedStatement single = connection.prepareStatement(needed)) {
        bind(single, values);
        single.executeUpdate();
      }
      return;
    }
    bind(statement, values);
    statement.addBatch();
    if (++waiting == BATCH) {
      flush();
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      SqlText.bind(statement, i + 1, values[i]);
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
