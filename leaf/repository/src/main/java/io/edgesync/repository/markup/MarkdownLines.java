package io.edgesync.repository.markup;

import static io.edgesync.repository.markup.Ascii.isBlank;

/**
 * What a line of Markdown is by its beginning: a rule, a quote, an item of a list, code. Everywhere {@code from} is where the line, or what
 * is left of it, begins, and {@code to} where the block ends; a length of 0 says that it is not so. Strings have a byte in each char.
 * Source: Fossil {@code src/markdown.c, is_empty()} to {@code prefix_uli()}.
 */
final class MarkdownLines {

  private MarkdownLines() {}

  /** The position of the line feed that ends the line, or {@code to}. */
  static int lineFeed(String text, int from, int to) {
    int at = text.indexOf('\n', from);
    return at < 0 || at > to ? to : at;
  }

  static int lineEnd(String text, int from, int to) {
    return Math.min(to, lineFeed(text, from, to) + 1);
  }

  /** Length of an empty line with its line feed, which counts where it is missing, too; 0 for a line with something on it. */
  static int emptyLine(String text, int from, int to) {
    int at = from;
    while (at < to && text.charAt(at) != '\n') {
      if (!isBlank(text.charAt(at))) {
        return 0;
      }
      at++;
    }
    return at + 1 - from;
  }

  static int indent(String text, int from, int to, int max) {
    int at = from;
    while (at < to && at < from + max && text.charAt(at) == ' ') {
      at++;
    }
    return at - from;
  }

  static boolean isRule(String text, int from, int to) {
    if (to - from < 3) {
      return false;
    }
    int at = from + indent(text, from, to, 3);
    if (at + 2 >= to || "*-_".indexOf(text.charAt(at)) < 0) {
      return false;
    }
    char mark = text.charAt(at);
    int count = 0;
    for (; at < to && text.charAt(at) != '\n'; at++) {
      if (text.charAt(at) == mark) {
        count++;
      } else if (!isBlank(text.charAt(at))) {
        return false;
      }
    }
    return count >= 3;
  }

  /** Whether a line of {@code =} or {@code -} makes the lines before it a header. */
  static boolean underlines(String text, int from, int to) {
    char mark = text.charAt(from);
    if (mark != '=' && mark != '-') {
      return false;
    }
    int at = from + 1;
    while (at < to && text.charAt(at) == mark) {
      at++;
    }
    while (at < to && isBlank(text.charAt(at))) {
      at++;
    }
    return at >= to || text.charAt(at) == '\n';
  }

  static int quotePrefix(String text, int from, int to) {
    int at = from + indent(text, from, to, 3);
    if (at >= to || text.charAt(at) != '>') {
      return 0;
    }
    return at + 1 < to && isBlank(text.charAt(at + 1)) ? at + 2 - from : at + 1 - from;
  }

  static int codePrefix(String text, int from, int to) {
    if (from < to && text.charAt(from) == '\t') {
      return 1;
    }
    return to - from > 3 && indent(text, from, to, 4) == 4 ? 4 : 0;
  }

  static boolean isFence(String text, int from, int to) {
    char mark = text.charAt(from);
    int size = to - from;
    int count = 1;
    while (count < size - 3 && text.charAt(from + count) == mark) {
      count++;
    }
    return (mark == '`' || mark == '~') && count >= 3 && count < size - count;
  }

  static int bulletPrefix(String text, int from, int to) {
    int at = from + indent(text, from, to, 3);
    if (at + 1 >= to || "*+-".indexOf(text.charAt(at)) < 0 || !isBlank(text.charAt(at + 1))) {
      return 0;
    }
    return afterBlanks(text, at + 2, to) - from;
  }

  static int numberPrefix(String text, int from, int to) {
    int digits = from + indent(text, from, to, 3);
    int at = digits;
    while (at < to && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == digits || at + 1 >= to || ".)".indexOf(text.charAt(at)) < 0 || !isBlank(text.charAt(at + 1))) {
      return 0;
    }
    return afterBlanks(text, at + 2, to) - from;
  }

  static int afterBlanks(String text, int from, int to) {
    int at = from;
    while (at < to && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  static int itemIndent(String text, int from, int end) {
    int indent = indent(text, from, end, 4);
    // The last character of a line is no indentation, up to the third one.
    return indent == 4 ? 4 : Math.min(indent, Math.max(0, end - from - 1));
  }

  static boolean isBar(String text, int begin, int at) {
    return text.charAt(at) == '|' && (at == begin || text.charAt(at - 1) != '\\');
  }

  static int trimLines(String text, int from, int to) {
    int at = to;
    while (at > from && text.charAt(at - 1) == '\n') {
      at--;
    }
    return at;
  }
}
