package io.edgesync.repository.rebuild;

import io.edgesync.repository.compare.RepositoryComparison;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Whether anybody wrote into the file since this was made, told by SQLite's {@code data_version}. That number means something on one
 * connection only, which is why this has its own; it holds no lock between the two looks.
 */
final class ForeignChanges implements AutoCloseable {

  private final Connection connection;
  private final long before;

  ForeignChanges(Path file) throws SQLException {
    connection = RepositoryComparison.open(file);
    try {
      before = version();
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  boolean any() throws SQLException {
    return version() != before;
  }

  private long version() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA data_version")) {
      return row.next() ? row.getLong(1) : -1;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
