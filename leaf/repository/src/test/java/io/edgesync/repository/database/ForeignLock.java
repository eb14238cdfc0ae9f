package io.edgesync.repository.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Another program's transaction, held until closed. */
public final class ForeignLock implements AutoCloseable {

  private final Connection connection;

  private ForeignLock(Connection connection) {
    this.connection = connection;
  }

  /** @param begin {@code BEGIN EXCLUSIVE} or another way to begin */
  public static ForeignLock on(Path file, String begin) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=5000");
      statement.execute(begin);
    }
    return new ForeignLock(connection);
  }

  /** Commits {@code sql} as another program, at once. */
  static void run(Path file, String... sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=5000");
      for (String one : sql) {
        statement.execute(one);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
