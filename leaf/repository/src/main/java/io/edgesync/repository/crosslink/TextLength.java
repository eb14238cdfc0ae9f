package io.edgesync.repository.crosslink;

import io.edgesync.repository.structure.TextBytes;

/** How long Fossil takes a text to be: for a C program it ends at the first NUL. */
final class TextLength {

  private TextLength() {}

  /** Bytes of a W-card's text without the white space at its beginning: what {@code wiki-} and {@code event-} tags say. */
  static int withoutLeadingSpace(String text) {
    String seen = seen(text);
    int from = 0;
    while (from < seen.length() && isSpace(seen.charAt(from))) {
      from++;
    }
    return TextBytes.encode(seen.substring(from)).length;
  }

  /** The text as far as C sees it. */
  static String seen(String text) {
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
