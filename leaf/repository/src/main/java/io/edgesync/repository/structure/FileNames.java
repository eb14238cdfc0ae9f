package io.edgesync.repository.structure;

/** What a file may be called in a manifest. */
public final class FileNames {

  private FileNames() {}

  /** Relative, no empty, {@code .} or {@code ..} component, no trailing slash. */
  public static boolean isSimplePath(String path) {
    byte[] bytes = TextBytes.encode(path);
    return Names.isSimplePath(bytes, 0, bytes.length);
  }

  /** Whether Fossil uses the name for its own files in a check-out, such as {@code .fslckout}. */
  public static boolean isReserved(String path) {
    byte[] bytes = TextBytes.encode(path);
    return Names.isReserved(bytes, 0, bytes.length);
  }

  /** Whether {@code fossil add} takes a name of these characters: of the Basic Multilingual Plane, none for private use, no backslash. */
  public static boolean hasAllowedCharacters(String path) {
    return path.chars().allMatch(FileNames::isAllowed);
  }

  private static boolean isAllowed(int c) {
    return c != '\\' && c != 0
        && !Character.isSurrogate((char) c)
        && !(c >= 0xe000 && c <= 0xf8ff)
        && !(c >= 0xfdd0 && c <= 0xfdef)
        && c < 0xfffe;
  }
}
