package io.edgesync.repository.checkin;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.structure.FileNames;
import io.edgesync.repository.structure.TextBytes;
import java.util.Arrays;
import java.util.Comparator;

/** Which paths may be checked in, and their order. */
final class FilePaths {

  /** By their bytes, the order of F-cards. */
  static final Comparator<String> ORDER = (a, b) -> Arrays.compareUnsigned(TextBytes.encode(a),
      TextBytes.encode(b));

  private FilePaths() {}

  /**
   * Refuses what {@code fossil add} refuses: paths that are not simple, backslashes, characters beyond the Basic Multilingual
   * Plane or for private use, and the names of Fossil's own files.
   */
  static void check(String path) {
    if (!FileNames.isSimplePath(path)) {
      throw new RepositoryException.Refused(
          path + ": expected a relative path without empty, \".\" or \"..\" components");
    }
    if (!FileNames.hasAllowedCharacters(path)) {
      throw new RepositoryException.Refused(path + ": Fossil does not allow a character in this name; rename the file");
    }
    if (FileNames.isReserved(path)) {
      throw new RepositoryException.Refused(path + ": Fossil keeps this name for itself; rename the file");
    }
  }
}
