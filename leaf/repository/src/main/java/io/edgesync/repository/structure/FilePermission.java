package io.edgesync.repository.structure;

/** What a file is besides its bytes. */
public enum FilePermission {
  REGULAR, EXECUTABLE, SYMLINK;

  private static final FilePermission[] ALL = values();

  /** The value of {@code mlink.mperm}. */
  public int mperm() {
    return switch (this) {
      case REGULAR -> 0;
      case EXECUTABLE -> 1;
      case SYMLINK -> 2;
    };
  }

  public static FilePermission ofMperm(int mperm) {
    return ALL[mperm];
  }

  /** The third argument of an F-card, or the empty text for a regular file. */
  public String letter() {
    return switch (this) {
      case REGULAR -> "";
      case EXECUTABLE -> "x";
      case SYMLINK -> "l";
    };
  }
}
