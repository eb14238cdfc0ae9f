package io.edgesync.repository.database;

import io.edgesync.repository.RepositoryException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Where every connection to SQLite comes from; before the first one {@link NativeLibrary} sees to the library behind the driver. */
public final class SqliteDriver {

  private SqliteDriver() {}

  /**
   * A connection to the file of exactly that name.
   *
   * @throws RepositoryException.NoSqlite where SQLite's library cannot be loaded
   */
  public static Connection open(Path file, Properties settings) throws SQLException {
    return connect(url(file), settings);
  }

  /** A connection to a database of its own, in memory; throws as {@link #open} does. */
  public static Connection memory() throws SQLException {
    return connect("jdbc:sqlite::memory:", new Properties());
  }

  private static Connection connect(String url, Properties settings) throws SQLException {
    NativeLibrary.load();
    // Else the driver compiles and runs a query of its own behind each INSERT.
    settings.setProperty("jdbc.get_generated_keys", "false");
    return DriverManager.getConnection(url, settings);
  }

  /**
   * The file as a URI, in which every character that means something else is escaped: in {@code jdbc:sqlite:PATH} the driver takes what follows a
   * {@code ?} in the path for options, and opens the file whose name ends there.
   */
  private static String url(Path file) {
    return "jdbc:sqlite:" + file.toAbsolutePath().toUri();
  }
}
