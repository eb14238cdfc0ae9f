package io.edgesync.repository.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Makes a renaming survive a power cut, as SQLite does for its journals: names are content of the directory. The one place in this module
 * that opens anything by itself, and never a file.
 */
public final class DirectorySync {

  private DirectorySync() {}

  /**
   * Returns when the names in the directory of {@code file} are on disk. Does nothing where directories cannot be opened (Windows, or
   * without read permission), as SQLite does.
   */
  public static void around(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return;
    }
    try (FileChannel names = open(directory)) {
      if (names != null) {
        names.force(true);
      }
    }
  }

  private static @Nullable FileChannel open(Path directory) {
    try {
      return FileChannel.open(directory, StandardOpenOption.READ);
    } catch (IOException cannotBeOpened) {
      return null;
    }
  }
}
