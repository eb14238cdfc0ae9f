package io.edgesync.repository.markup;

import static io.edgesync.repository.markup.Ascii.isAlphanumeric;
import static io.edgesync.repository.markup.Ascii.isBlank;
import static io.edgesync.repository.markup.Ascii.isSpace;

/**
 * Emphasis within a paragraph of Markdown: one, two or three {@code *} or {@code _} around a text that may have links in it. Strings have a
 * byte in each char. Source: Fossil {@code src/markdown.c, char_emphasis()} and the {@code parse_emph} functions.
 */
final class MarkdownEmphasis {

  private final MarkdownSpans spans;
  private final MarkdownEffort effort;

  /** @param spans reads what is emphasized */
  MarkdownEmphasis(MarkdownSpans spans, MarkdownEffort effort) {
    this.spans = spans;
    this.effort = effort;
  }

  /**
   * Reads the emphasis that may begin at {@code at}; the text begins at {@code from} and ends before {@code to}.
   *
   * @return its length, 0 where there is none
   */
  int read(String text, int from, int at, int to) {
    char c = text.charAt(at);
    int size = to - at;
    char before = at > from ? text.charAt(at - 1) : ' ';
    int count = 1;
    while (count < 4 && count < size && text.charAt(at + count) == c) {
      count++;
    }
    if (count > 3 || size <= count + 1) {
      return 0;
    }
    char after = text.charAt(at + count);
    if (!opens(before, after) || (c == '_' && isAlphanumeric(before))) {
      return 0;
    }
    int inner = switch (count) {
      case 1 -> single(text, at + 1, to, c);
      case 2 -> twofold(text, at + 2, to, c);
      default -> threefold(text, at + 3, to, c);
    };
    return inner == 0 ? 0 : inner + count;
  }

  private static boolean opens(char before, char after) {
    return !isSpace(after) && (isAlphanumeric(after) || !isAlphanumeric(before));
  }

  private static boolean closes(char before, char after) {
    return !isSpace(before) && (isAlphanumeric(before) || !isAlphanumeric(after));
  }

  /** Whether the characters at {@code at} end an emphasis of {@code count} characters. */
  private boolean ends(String text, int at, int to, char c, int count) {
    char after = at + count < to ? text.charAt(at + count) : ' ';
    return closes(text.charAt(at - 1), after) && (c != '_' || !isAlphanumeric(after)) && !effort.isTooDeep();
  }

  private int inside(String text, int from, int at, int closing) {
    effort.deeper(1);
    spans.read(text, from, at);
    effort.higher(1);
    return at - from + closing;
  }

  private int single(String text, int from, int to, char c) {
    int first = to - from > 1 && text.charAt(from) == c && text.charAt(from + 1) == c ? from + 1 : from;
    for (int at = find(text, first, to, c); at < to; at = find(text, at, to, c)) {
      if (at + 1 < to && text.charAt(at + 1) == c) {
        at++;
      } else if (ends(text, at, to, c, 1)) {
        return inside(text, from, at, 1);
      }
    }
    return 0;
  }

  private int twofold(String text, int from, int to, char c) {
    for (int at = find(text, from, to, c); at < to; at = find(text, at + 1, to, c)) {
      if (at + 1 < to && text.charAt(at + 1) == c && ends(text, at, to, c, 2)) {
        return inside(text, from, at, 2);
      }
    }
    return 0;
  }

  private int threefold(String text, int from, int to, char c) {
    for (int at = find(text, from, to, c); at < to; at = find(text, at, to, c)) {
      char before = text.charAt(at - 1);
      if (isBlank(before) || before == '\n') {
        continue;
      }
      if (at + 2 < to && text.charAt(at + 1) == c && text.charAt(at + 2) == c && !effort.isTooDeep()) {
        return inside(text, from, at, 3);
      }
      boolean isDouble = at + 1 < to && text.charAt(at + 1) == c;
      int outer = isDouble ? single(text, from - 2, to, c) : twofold(text, from - 1, to, c);
      return outer == 0 ? 0 : outer - (isDouble ? 2 : 1);
    }
    return 0;
  }

  /** Where the next {@code c} after {@code from} stands outside code and links, {@code to} where there is none. */
  private int find(String text, int from, int to, char c) {
    int distance = from < to ? next(text, from, to, c) : 0;
    return distance == 0 ? to : from + distance;
  }

  /** How far it is to the next {@code c} outside code and links, 0 where there is none. */
  private int next(String text, int from, int to, char c) {
    int at = text.charAt(from) == '`' ? from : from + 1;
    while (at < to) {
      while (at < to && text.charAt(at) != c && text.charAt(at) != '`' && text.charAt(at) != '[') {
        at++;
        effort.spend(1);
      }
      if (at >= to) {
        return 0;
      }
      if (at > from && text.charAt(at - 1) == '\\') {
        at++;
      } else if (text.charAt(at) == c) {
        return at - from;
      } else if (text.charAt(at) == '`') {
        at = spans.afterCode(text, at, to);
      } else {
        int first = 0;
        at++;
        for (; at < to && text.charAt(at) != ']'; at++) {
          first = first == 0 && text.charAt(at) == c ? at - from : first;
          effort.spend(1);
        }
        at = spans.skipSpace(text, at + 1, to);
        if (at >= to) {
          return first;
        }
        char bracket = text.charAt(at);
        if (bracket != '[' && bracket != '(') {
          if (first != 0) {
            return first;
          }
          continue;
        }
        // Fossil looks for the opening bracket once more where the closing one is meant.
        for (at++; at < to && text.charAt(at) != bracket; at++) {
          first = first == 0 && text.charAt(at) == c ? at - from : first;
          effort.spend(1);
        }
        if (at >= to) {
          return first;
        }
        at++;
      }
    }
    return 0;
  }
}
