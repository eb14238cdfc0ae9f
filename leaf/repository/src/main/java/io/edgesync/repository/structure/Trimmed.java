package io.edgesync.repository.structure;

/** Text without the white space around it, which for Fossil is blank, TAB, LF, VT, FF and CR and nothing beyond ASCII. */
public final class Trimmed {

  private Trimmed() {}

  public static String of(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
