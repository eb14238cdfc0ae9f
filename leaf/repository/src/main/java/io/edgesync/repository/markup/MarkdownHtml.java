package io.edgesync.repository.markup;

import static io.edgesync.repository.markup.Ascii.isAlphanumeric;
import static io.edgesync.repository.markup.MarkdownLines.emptyLine;

import java.util.Locale;

/**
 * HTML in Markdown: blocks and tags, in which nothing is a link. Strings have a byte in each char. Source: Fossil {@code src/markdown.c,
 * parse_htmlblock()} and {@code tag_length()}.
 */
final class MarkdownHtml {

  private final MarkdownEffort effort;

  MarkdownHtml(MarkdownEffort effort) {
    this.effort = effort;
  }

  /** Length of a block of HTML that stays as it is, 0 where there is none. */
  int block(String text, int from, int to) {
    int size = to - from;
    if (size < 2) {
      return 0;
    }
    int at = from + 1;
    while (at < to && isAlphanumeric(text.charAt(at))) {
      at++;
    }
    String tag = at < to ? text.substring(from + 1, at).toLowerCase(Locale.ROOT) : "";
    return switch (tag) {
      case "html", "pre", "script" -> closedHtml(text, from, to, tag);
      default -> lonelyHtml(text, from, to);
    };
  }

  /** A comment or a rule that has its last line to itself. */
  private int lonelyHtml(String text, int from, int to) {
    int size = to - from;
    if (size > 5 && text.startsWith("<!--", from)) {
      int at = from + 5;
      while (at < to && !(text.charAt(at - 2) == '-' && text.charAt(at - 1) == '-' && text.charAt(at) == '>')) {
        at++;
        effort.spend(1);
      }
      at++;
      int rest = at < to ? emptyLine(text, at, to) : 0;
      if (rest > 0) {
        return at + rest - from;
      }
    }
    if (size > 4 && text.regionMatches(true, from + 1, "hr", 0, 2)) {
      int at = from + 3;
      while (at < to && text.charAt(at) != '>') {
        at++;
        effort.spend(1);
      }
      int rest = at + 1 < to ? emptyLine(text, at + 1, to) : 0;
      if (rest > 0) {
        return at + 1 + rest - from;
      }
    }
    return 0;
  }

  private int closedHtml(String text, int from, int to, String tag) {
    int at = from + 1;
    while (at < to) {
      at++;
      while (at < to && !(text.charAt(at - 1) == '<' && text.charAt(at) == '/')) {
        at++;
        effort.spend(1);
      }
      if (at + 2 + tag.length() > to) {
        return 0;
      }
      int end = endOfHtml(text, at - 1, to, tag);
      if (end > 0) {
        return end - from;
      }
    }
    return 0;
  }

  /** The position after a closing tag, its line and the empty line below it; 0 where these are not there. */
  private static int endOfHtml(String text, int from, int to, String tag) {
    int at = from + tag.length() + 3;
    if (at > to || !text.regionMatches(true, from + 2, tag, 0, tag.length()) || text.charAt(at - 1) != '>') {
      return 0;
    }
    for (int line = 0; line < 2 && at < to; line++) {
      int length = emptyLine(text, at, to);
      if (length == 0) {
        return 0;
      }
      at += length;
    }
    return at;
  }

  /** Length of an HTML tag or of an address in angle brackets, 0 where there is neither. */
  int tag(String text, int from, int to) {
    int size = to - from;
    if (size < 3) {
      return 0;
    }
    int at = text.charAt(from + 1) == '/' ? from + 2 : from + 1;
    char first = text.charAt(at);
    if (!isAlphanumeric(first) || (first >= '0' && first <= '9')) {
      return text.startsWith("<!--", from) && size >= 7 ? comment(text, from, to) : 0;
    }
    String start = text.substring(from + 1, Math.min(to, from + 8)).toLowerCase(Locale.ROOT);
    int scheme = size > 6 && start.startsWith("http:")
        ? 6
        : size > 6 && start.startsWith("https:")
            ? 7
            : size > 5 && start.startsWith("ftp:") ? 5 : 0;
    if (scheme > 0 && from + scheme < to) {
      int address = from + scheme;
      at = address;
      while (at < to && ">'\" \t\n".indexOf(text.charAt(at)) < 0) {
        at++;
        effort.spend(1);
      }
      if (at >= to) {
        return 0;
      }
      if (at > address && text.charAt(at) == '>') {
        return at + 1 - from;
      }
    } else if (scheme == 0) {
      at = size > 7 && start.startsWith("mailto:") ? from + 8 : at;
      int mail = mail(text, at, to);
      if (mail > 0) {
        return at + mail - from;
      }
    }
    while (at < to && text.charAt(at) != '>') {
      at++;
      effort.spend(1);
    }
    return at >= to ? 0 : at + 1 - from;
  }

  private int comment(String text, int from, int to) {
    for (int at = from + 6; at < to; at++) {
      effort.spend(1);
      if (text.charAt(at) == '>' && text.charAt(at - 1) == '-' && text.charAt(at - 2) == '-') {
        return at - from;
      }
    }
    return 0;
  }

  private int mail(String text, int from, int to) {
    int ats = 0;
    int at = from;
    while (at < to && (isAlphanumeric(text.charAt(at)) || "-._@".indexOf(text.charAt(at)) >= 0)) {
      ats += text.charAt(at) == '@' ? 1 : 0;
      at++;
      effort.spend(1);
    }
    return at >= to || text.charAt(at) != '>' || ats != 1 ? 0 : at + 1 - from;
  }
}
