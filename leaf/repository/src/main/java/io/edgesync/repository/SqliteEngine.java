package io.edgesync.repository;

import io.edgesync.repository.database.SqliteDriver;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The SQLite inside this process, for whoever wants to know whether it works at all. */
public final class SqliteEngine {

  private SqliteEngine() {}

  /**
   * The engine's version, asked of a database in memory, so that the driver's native library is really loaded.
   *
   * @throws RepositoryException.NoSqlite naming what keeps the library from loading: directories that are read-only, full or mounted
   *         {@code noexec}, or a processor that no library was built for
   */
  public static String version() {
    try (Connection connection = SqliteDriver.memory();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT sqlite_version()")) {
      return rows.next() ? rows.getString(1) : "unknown";
    } catch (SQLException | LinkageError e) {
      throw new RepositoryException.NoSqlite("does not work (" + e.getMessage() + ")", e);
    }
  }
}
