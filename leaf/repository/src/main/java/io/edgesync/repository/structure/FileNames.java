package io.edgesync.repository.structure;

/** What a file may be called in a manifest, as Fossil's parser has it ({@code src/file.c}). */
public final class FileNames {

  private FileNames() {}

  /** Relative, no empty, {@code .} or {@code ..} component, no trailing slash. */
  public static boolean isSimplePath(String path) {
    byte[] bytes = TextBytes.encode(path);
    return isSimplePath(bytes, 0, bytes.length);
  }

  /** Whether Fossil uses the name for its own files in a check-out, such as {@code .fslckout}. */
  public static boolean isReserved(String path) {
    byte[] bytes = TextBytes.encode(path);
    return isReserved(bytes, 0, bytes.length);
  }

  /** Relative, no empty, {@code .} or {@code ..} component, no trailing slash (Fossil {@code file_is_simple_pathname}). */
  static boolean isSimplePath(byte[] text, int from, int to) {
    if (from == to) {
      return false;
    }
    int component = from;
    for (int i = from; i <= to; i++) {
      if (i == to || text[i] == '/') {
        int length = i - component;
        if (length == 0
            || (length == 1 && text[component] == '.')
            || (length == 2 && text[component] == '.' && text[component + 1] == '.')) {
          return false;
        }
        component = i + 1;
      }
    }
    return true;
  }

  /**
   * Whether the name is one that Fossil uses for its own files in a check-out, and therefore skips in manifests (Fossil {@code
   * file_is_reserved_name}).
   */
  static boolean isReserved(byte[] text, int from, int to) {
    int length = to - from;
    if (length < 8) {
      return false;
    }
    int end = to;
    boolean suffixed = false;
    if (length >= 12 && text[to - 4] == '-') {
      if (!endsWith(text, to, "wal") && !endsWith(text, to, "shm")) {
        return false;
      }
      end = to - 4;
      suffixed = true;
    } else if (length >= 16 && text[to - 8] == '-') {
      if (!endsWith(text, to, "journal")) {
        return false;
      }
      end = to - 8;
      suffixed = true;
    }
    byte last = text[end - 1];
    String name;
    if (last == '_') {
      name = "_fossil_";
    } else if (last == 't' || last == 'T') {
      name = ".fslckout";
    } else {
      return false;
    }
    if (end - from < name.length() || !endsWith(text, end, name)) {
      return false;
    }
    int start = end - name.length();
    return start == from || text[start - 1] == '/' || suffixed;
  }

  private static boolean endsWith(byte[] text, int end, String lowerCase) {
    int start = end - lowerCase.length();
    for (int i = 0; i < lowerCase.length(); i++) {
      int c = text[start + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
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
