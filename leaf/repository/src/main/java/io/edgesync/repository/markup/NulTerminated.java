package io.edgesync.repository.markup;

import static io.edgesync.repository.markup.Ascii.isSpace;

import io.edgesync.repository.structure.TextBytes;

/** Text as a C program has it: it ends at the first NUL. */
public final class NulTerminated {

  private NulTerminated() {}

  /** How many bytes a W-card's text has without the white space at its beginning: what {@code wiki-} and {@code event-} tags say. */
  public static int bytesWithoutLeadingSpace(String text) {
    String seen = seen(text);
    int from = 0;
    while (from < seen.length() && isSpace(seen.charAt(from))) {
      from++;
    }
    return TextBytes.encode(seen.substring(from)).length;
  }

  /** The text as far as C sees it. */
  public static String seen(String text) {
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }
}
