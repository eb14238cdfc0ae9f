package io.edgesync.repository.markup;

/**
 * Finds the {@code >} that ends a tag: the next one outside quotes, which begin anew with each tag. A text of tags that nothing ends would be
 * read to its end for each of them; here all of it is read four times at most.
 *
 * <p>Wherever reading begins, it is outside quotes, in double or in single ones, and a quote takes each of these states to another one: so
 * there are three ways in which the text can be read, and how far the next end is on each of them is remembered.
 */
final class TagEnds {

  private static final int OUTSIDE = 0;
  private static final int DOUBLE = 1;
  private static final int SINGLE = 2;

  private final String text;
  private int at;
  /** Which of the three readings is in which state at {@code at}. */
  private final int[] readings = {0, 1, 2};
  /** By reading: the last end that was found. */
  private final int[] ends = {-1, -1, -1};

  TagEnds(String text) {
    this.text = text;
  }

  /** Where a tag ends whose attributes begin at {@code from}, the text's length where nothing ends it; never before what was asked last. */
  int after(int from) {
    for (; at < from; at++) {
      char c = text.charAt(at);
      if (c == '"' || c == '\'') {
        int inside = c == '"' ? DOUBLE : SINGLE;
        int outside = readings[OUTSIDE];
        readings[OUTSIDE] = readings[inside];
        readings[inside] = outside;
      }
    }
    int reading = readings[OUTSIDE];
    if (ends[reading] < from) {
      ends[reading] = find(from);
    }
    return ends[reading];
  }

  private int find(int from) {
    char quote = 0;
    int end = from;
    for (; end < text.length() && (text.charAt(end) != '>' || quote != 0); end++) {
      char c = text.charAt(end);
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      }
    }
    return end;
  }
}
