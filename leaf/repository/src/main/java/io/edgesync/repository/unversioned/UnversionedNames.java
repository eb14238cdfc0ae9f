package io.edgesync.repository.unversioned;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.structure.FileNames;
import java.nio.charset.StandardCharsets;

/** What an unversioned file may be called. */
final class UnversionedNames {

  private static final int BYTES_MAX = 500;

  private UnversionedNames() {}

  /** Refuses what {@code fossil unversioned add} refuses. */
  static void check(String name) {
    if (!FileNames.isSimplePath(name) || !FileNames.hasAllowedCharacters(name)) {
      throw refused(name, "expected a relative path without empty, \".\" or \"..\" components and without backslashes");
    }
    if (name.chars().anyMatch(UnversionedNames::isSpace)) {
      throw refused(name, "expected a name without white space");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
      throw refused(name.substring(0, 40) + "…", "expected a name of at most " + BYTES_MAX + " bytes");
    }
  }

  /** Whether a card can name it: other programs may have stored names that none can. */
  static boolean travels(String name) {
    return FileNames.isSimplePath(name) && FileNames.hasAllowedCharacters(name)
        && name.chars().noneMatch(UnversionedNames::isSpace);
  }

  private static boolean isSpace(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static RepositoryException.Refused refused(String name, String observation) {
    return new RepositoryException.Refused("unversioned file \"" + name + "\": " + observation);
  }
}
