package io.edgesync.mesh.config;

/** The characters of one source and how far they are read. One thread. */
final class Cursor {
  /** Stands behind the last character. */
  static final char END = '\0';

  private final String source;
  private final String text;
  private int at;

  /** @param text without {@link #END} */
  Cursor(String source, String text) {
    this.source = source;
    this.text = text;
  }

  String source() {
    return source;
  }

  boolean isAtEnd() {
    return at >= text.length();
  }

  char peek() {
    return peek(0);
  }

  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : END;
  }

  char next() {
    char c = peek();
    at++;
    return c;
  }

  int offset() {
    return at;
  }

  void back(int offset) {
    at = offset;
  }

  String since(int offset) {
    return text.substring(offset, Math.min(at, text.length()));
  }

  Position position() {
    return position(at);
  }

  Position position(int offset) {
    int to = Math.min(offset, text.length());
    int line = 1;
    int lineEnd = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < to; i = text.indexOf('\n', i + 1)) {
      line++;
      lineEnd = i;
    }
    return new Position(source, line, to - lineEnd);
  }

  /** Blanks and tabs. */
  void skipBlanks() {
    while (isBlank(peek())) {
      at++;
    }
  }

  /** Blanks, ends of lines and comments. */
  void skipSpaceAndComments() {
    while (true) {
      if (isSpace(peek())) {
        at++;
      } else if (!skipComment()) {
        return;
      }
    }
  }

  /** {@code # …} and {@code // …}, up to the end of the line; false where none begins here. */
  boolean skipComment() {
    if (peek() != '#' && !(peek() == '/' && peek(1) == '/')) {
      return false;
    }
    while (!isAtEnd() && !isLineEnd(peek())) {
      at++;
    }
    return true;
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  static boolean isSpace(char c) {
    return isBlank(c) || isLineEnd(c) || c == '\f' || c == '\u000b';
  }
}
