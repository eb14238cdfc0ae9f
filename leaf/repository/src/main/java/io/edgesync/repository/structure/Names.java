package io.edgesync.repository.structure;

/** Which byte sequences may name files and wiki pages, as Fossil's parser has it. */
final class Names {

  private Names() {}

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

  /** 1 to 100 bytes, no control characters, no blank at either end nor two in a row (Fossil {@code wiki_name_is_wellformed}). */
  static boolean isWikiTitle(byte[] text) {
    int n = text.length;
    if (n < 1 || n > 100 || text[0] == ' ' || text[n - 1] == ' ') {
      return false;
    }
    for (int i = 0; i < n; i++) {
      int c = text[i] & 0xff;
      if (c < ' ' || (c == ' ' && text[i - 1] == ' ')) {
        return false;
      }
    }
    return true;
  }
}
