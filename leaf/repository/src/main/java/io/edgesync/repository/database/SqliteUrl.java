package io.edgesync.repository.database;

import java.nio.file.Path;

/**
 * How the driver is told which file to open. In {@code jdbc:sqlite:PATH} it takes what follows a {@code ?} in the path for options, and opens
 * the file whose name ends there.
 */
public final class SqliteUrl {

  private SqliteUrl() {}

  /** The address of the file of exactly that name: a URI, in which every character that means something else is escaped. */
  public static String of(Path file) {
    return "jdbc:sqlite:" + file.toAbsolutePath().toUri();
  }
}
