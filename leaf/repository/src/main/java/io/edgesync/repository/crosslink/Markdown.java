package io.edgesync.repository.crosslink;

import static io.edgesync.repository.crosslink.MarkdownNotes.isAlphanumeric;
import static io.edgesync.repository.crosslink.MarkdownNotes.isBlank;

import io.edgesync.repository.structure.TextBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The link targets of a Markdown text, as Fossil's own dialect finds them: by blocks (quotes, lists, tables, code, HTML), within them by
 * {@link MarkdownSpans}. Everything is read byte by byte, as Fossil does. Source: Fossil {@code src/markdown.c, parse_block()}.
 */
final class Markdown {

  private static final int NOTE_ROUNDS_MAX = 5;

  private final MarkdownNotes notes = new MarkdownNotes();
  private final MarkdownEffort effort = new MarkdownEffort();
  private final List<String> links = new ArrayList<>();
  private final MarkdownSpans spans = new MarkdownSpans(notes, effort, links::add);

  private Markdown() {}

  /** All targets in the order of the text, as they stand there. */
  static List<String> links(String text) {
    Markdown markdown = new Markdown();
    try {
      markdown.read(new String(TextBytes.encode(text), StandardCharsets.ISO_8859_1));
    } catch (MarkdownEffort.Exceeded enough) {
      // what was found so far
    }
    return markdown.links;
  }

  private void read(String bytes) {
    String text = notes.takeFrom(bytes);
    blocks(text, 0, text.length());
    effort.deeper(2);
    int marks = -1;
    for (int round = 0; round < NOTE_ROUNDS_MAX && marks != notes.marks(); round++) {
      marks = notes.marks();
      for (MarkdownNotes.Note note : notes.inOrder()) {
        if (!note.isRead && note.mark > 0) {
          spans.read(note.text, 0, note.text.length());
          note.isRead = true;
        }
      }
    }
    effort.higher(2);
  }

  private void blocks(String text, int from, int to) {
    if (effort.isTooDeep() || from >= to) {
      return; // nothing is read within
    }
    int bar = text.indexOf('|', from);
    boolean hasTables = bar >= 0 && bar < to;
    int at = from;
    while (at < to) {
      effort.spend(1);
      int html = text.charAt(at) == '<' ? html(text, at, to) : 0;
      int fence;
      if (text.charAt(at) == '#') {
        at += header(text, at, to);
      } else if (html > 0) {
        at += html;
      } else if (emptyLine(text, at, to) > 0) {
        at += emptyLine(text, at, to);
      } else if (isRule(text, at, to)) {
        at = lineFeed(text, at, to) + 1;
      } else if (quotePrefix(text, at, to) > 0) {
        at += quote(text, at, to);
      } else if (codePrefix(text, at, to) > 0) {
        at += code(text, at, to);
      } else if (bulletPrefix(text, at, to) > 0 || numberPrefix(text, at, to) > 0) {
        at += list(text, at, to);
      } else if (hasTables && columns(text, at, to) > 0) {
        at += table(text, at, to);
      } else if (isFence(text, at, to) && (fence = spans.code(text, at, to)) > 0) {
        at += fence;
      } else {
        at += paragraph(text, at, to);
      }
    }
  }

  private void span(String text, int from, int to) {
    effort.deeper(1);
    spans.read(text, from, to);
    effort.higher(1);
  }

  /** The position of the line feed that ends the line, or {@code to}. */
  private static int lineFeed(String text, int from, int to) {
    int at = text.indexOf('\n', from);
    return at < 0 || at > to ? to : at;
  }

  private static int lineEnd(String text, int from, int to) {
    return Math.min(to, lineFeed(text, from, to) + 1);
  }

  /** Length of an empty line with its line feed, which counts where it is missing, too; 0 for a line with something on it. */
  private static int emptyLine(String text, int from, int to) {
    int at = from;
    while (at < to && text.charAt(at) != '\n') {
      if (!isBlank(text.charAt(at))) {
        return 0;
      }
      at++;
    }
    return at + 1 - from;
  }

  private static int indent(String text, int from, int to, int max) {
    int at = from;
    while (at < to && at < from + max && text.charAt(at) == ' ') {
      at++;
    }
    return at - from;
  }

  private static boolean isRule(String text, int from, int to) {
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
  private static boolean underlines(String text, int from, int to) {
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

  private static int quotePrefix(String text, int from, int to) {
    int at = from + indent(text, from, to, 3);
    if (at >= to || text.charAt(at) != '>') {
      return 0;
    }
    return at + 1 < to && isBlank(text.charAt(at + 1)) ? at + 2 - from : at + 1 - from;
  }

  private static int codePrefix(String text, int from, int to) {
    if (from < to && text.charAt(from) == '\t') {
      return 1;
    }
    return to - from > 3 && indent(text, from, to, 4) == 4 ? 4 : 0;
  }

  private static boolean isFence(String text, int from, int to) {
    char mark = text.charAt(from);
    int size = to - from;
    int count = 1;
    while (count < size - 3 && text.charAt(from + count) == mark) {
      count++;
    }
    return (mark == '`' || mark == '~') && count >= 3 && count < size - count;
  }

  private static int bulletPrefix(String text, int from, int to) {
    int at = from + indent(text, from, to, 3);
    if (at + 1 >= to || "*+-".indexOf(text.charAt(at)) < 0 || !isBlank(text.charAt(at + 1))) {
      return 0;
    }
    return afterBlanks(text, at + 2, to) - from;
  }

  private static int numberPrefix(String text, int from, int to) {
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

  private static int afterBlanks(String text, int from, int to) {
    int at = from;
    while (at < to && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private int paragraph(String text, int from, int to) {
    int at = from;
    int end = from;
    boolean isHeader = false;
    while (at < to) {
      effort.spend(1);
      end = lineEnd(text, at, to);
      if (emptyLine(text, at, to) > 0) {
        break;
      }
      isHeader = underlines(text, at, to);
      if (isHeader) {
        break;
      }
      if ((at > from && text.charAt(at) == '#') || isRule(text, at, to)) {
        end = at;
        break;
      }
      at = end;
    }
    int stop = trimLines(text, from, at);
    if (!isHeader || stop == from) {
      span(text, from, stop);
      return end - from;
    }
    int last = stop - 1;
    while (last > from && text.charAt(last) != '\n') {
      last--;
    }
    int before = trimLines(text, from, last);
    if (before > from) {
      span(text, from, before);
      span(text, last + 1, stop);
    } else {
      span(text, from, stop);
    }
    return end - from;
  }

  private static int trimLines(String text, int from, int to) {
    int at = to;
    while (at > from && text.charAt(at - 1) == '\n') {
      at--;
    }
    return at;
  }

  private int header(String text, int from, int to) {
    int marks = from;
    while (marks < to && marks < from + 6 && text.charAt(marks) == '#') {
      marks++;
    }
    int begin = afterBlanks(text, marks, to);
    int lineEnd = lineFeed(text, begin, to);
    int end = lineEnd;
    while (end > from && text.charAt(end - 1) == '#') {
      end--;
    }
    while (end > from && isBlank(text.charAt(end - 1))) {
      end--;
    }
    if (begin == marks || lineEnd <= begin || end <= begin) {
      return paragraph(text, from, to);
    }
    span(text, begin, end);
    return lineEnd - from;
  }

  private int quote(String text, int from, int to) {
    StringBuilder inside = new StringBuilder();
    int at = from;
    int end = from;
    while (at < to) {
      end = lineEnd(text, at, to);
      int prefix = quotePrefix(text, at, end);
      if (prefix > 0) {
        at += prefix;
      } else if (emptyLine(text, at, end) > 0
          && (end >= to || (quotePrefix(text, end, to) == 0 && emptyLine(text, end, to) == 0))) {
        break;
      }
      inside.append(text, Math.min(at, end), end);
      effort.spend(end - Math.min(at, end) + 1);
      at = end;
    }
    effort.deeper(1);
    blocks(inside.toString(), 0, inside.length());
    effort.higher(1);
    return end - from;
  }

  private int code(String text, int from, int to) {
    int at = from;
    while (at < to) {
      int end = lineEnd(text, at, to);
      if (codePrefix(text, at, end) == 0 && emptyLine(text, at, end) == 0) {
        break;
      }
      at = end;
    }
    return at - from;
  }

  private int list(String text, int from, int to) {
    effort.deeper(1);
    int at = from;
    boolean[] flags = new boolean[2];
    while (at < to && !flags[ENDS]) {
      int length = item(text, at, to, flags);
      if (length == 0) {
        break;
      }
      at += length;
    }
    effort.higher(1);
    return at - from;
  }

  private static final int ENDS = 0;
  private static final int HAS_BLOCKS = 1;

  /** One item of a list; {@code flags} carry over to the next one. */
  private int item(String text, int from, int to, boolean[] flags) {
    int ownIndent = Math.min(indent(text, from, to, 3), Math.max(0, to - from - 1));
    int prefix = bulletPrefix(text, from, to);
    prefix = prefix == 0 ? numberPrefix(text, from, to) : prefix;
    if (prefix == 0) {
      return 0;
    }
    int at = from + prefix;
    int end = lineEnd(text, at, to);
    StringBuilder inside = new StringBuilder().append(text, at, end);
    at = end;
    int sublist = 0;
    boolean afterEmpty = false;
    boolean hasEmpty = false;
    while (at < to) {
      end = lineEnd(text, at, to);
      if (emptyLine(text, at, end) > 0) {
        afterEmpty = true;
        at = end;
        continue;
      }
      boolean isTab = text.charAt(at) == '\t';
      int indent = isTab ? 1 : itemIndent(text, at, end);
      int inner = at + indent;
      if ((bulletPrefix(text, inner, end) > 0 && !isRule(text, inner, end)) || numberPrefix(text, inner, end) > 0) {
        hasEmpty |= afterEmpty;
        if (!isTab && indent == ownIndent) {
          break;
        }
        sublist = sublist == 0 ? inside.length() : sublist;
      } else if (afterEmpty && indent < 4 && !isTab) {
        flags[ENDS] = true;
        break;
      } else if (afterEmpty) {
        inside.append('\n');
        hasEmpty = true;
      }
      afterEmpty = false;
      inside.append(text, inner, end);
      effort.spend(end - inner + 1);
      at = end;
    }
    flags[HAS_BLOCKS] |= hasEmpty;
    inside(inside.toString(), sublist, flags[HAS_BLOCKS]);
    return at - from;
  }

  private static int itemIndent(String text, int from, int end) {
    int indent = indent(text, from, end, 4);
    // The last character of a line is no indentation, up to the third one.
    return indent == 4 ? 4 : Math.min(indent, Math.max(0, end - from - 1));
  }

  private void inside(String text, int sublist, boolean isBlock) {
    effort.deeper(2);
    int end = sublist > 0 && sublist < text.length() ? sublist : text.length();
    if (isBlock) {
      blocks(text, 0, end);
    } else {
      spans.read(text, 0, end);
    }
    blocks(text.substring(end), 0, text.length() - end);
    effort.higher(2);
  }

  private static boolean isBar(String text, int begin, int at) {
    return text.charAt(at) == '|' && (at == begin || text.charAt(at - 1) != '\\');
  }

  /** How many columns a line of a table has, 0 for another line. */
  private int columns(String text, int from, int to) {
    int at = afterBlanks(text, from, to);
    int outer = at < to && text.charAt(at) == '|' ? 1 : 0;
    int bars = 0;
    while (at < to && text.charAt(at) != '\n') {
      bars += isBar(text, from, at) ? 1 : 0;
      at = text.charAt(at) == '`' ? spans.afterCode(text, at, to) : at + 1;
      effort.spend(1);
    }
    while (at > from && (isBlank(text.charAt(at - 1)) || text.charAt(at - 1) == '\n')) {
      at--;
    }
    outer += at > from && isBar(text, from, at - 1) ? 1 : 0;
    return bars > 0 ? bars - outer + 1 : 0;
  }

  private int table(String text, int from, int to) {
    effort.deeper(1);
    int headEnd = lineFeed(text, from, to);
    int at = headEnd + 1;
    while (at < to && (isBlank(text.charAt(at)) || "-:|".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    if (headEnd < to && at < to && text.charAt(at) == '\n') {
      effort.deeper(1);
      row(text, from, headEnd);
      effort.higher(1);
      at++;
    } else {
      at = from;
    }
    if (headEnd >= to) {
      row(text, from, to);
      at = to;
    }
    while (at < to && columns(text, at, to) > 0) {
      at += row(text, at, to);
    }
    effort.higher(1);
    return at - from;
  }

  private int row(String text, int from, int to) {
    effort.deeper(1);
    int at = afterBlanks(text, from, to);
    at += at < to && text.charAt(at) == '|' ? 1 : 0;
    int total = 0;
    while (at < to && total == 0) {
      at += text.charAt(at) == ':' ? 1 : 0;
      int begin = afterBlanks(text, at, to);
      at = begin;
      while (at < to && !isBar(text, from, at) && text.charAt(at) != '\n') {
        at = text.charAt(at) == '`' ? spans.afterCode(text, at, to) : at + 1;
      }
      int end = at;
      if (at < to) {
        at++;
        total = text.charAt(at - 1) == '\n' ? at - from : 0;
      }
      if (at > begin && end > from && text.charAt(end - 1) == ':') {
        end--;
      }
      while (end > begin && isBlank(text.charAt(end - 1))) {
        end--;
      }
      if (end > begin) {
        span(text, begin, end);
      }
    }
    effort.higher(1);
    return total > 0 ? total : to - from;
  }

  /** Length of a block of HTML that stays as it is, 0 where there is none. */
  private int html(String text, int from, int to) {
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
}
