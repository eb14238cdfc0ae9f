package io.edgesync.repository;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The SQLite inside this process, for whoever wants to know whether it works at all. */
public final class SqliteEngine {

  private SqliteEngine() {}

  /**
   * The engine's version, asked of a database in memory, so that the driver's native library is really loaded.
   *
   * @throws IllegalStateException naming what keeps the library from loading: a temporary directory that is read-only or mounted
   *         {@code noexec}, or a processor that no library was built for
   */
  public static String version() {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT sqlite_version()")) {
      return rows.next() ? rows.getString(1) : "unknown";
    } catch (SQLException | LinkageError e) {
      throw new IllegalStateException("the native library does not load (" + e.getMessage() + "); it is unpacked to "
          + System.getProperty("java.io.tmpdir")
          + ", which must be writable and not mounted noexec; name another place with"
          + " -Dorg.sqlite.tmpdir=DIR in EDGESYNC_JAVA_OPTS", e);
    }
  }
}
