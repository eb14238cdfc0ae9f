package io.edgesync.repository.markup;

import static io.edgesync.repository.markup.Ascii.isBlank;
import static io.edgesync.repository.markup.MarkdownLines.afterBlanks;
import static io.edgesync.repository.markup.MarkdownLines.bulletPrefix;
import static io.edgesync.repository.markup.MarkdownLines.codePrefix;
import static io.edgesync.repository.markup.MarkdownLines.emptyLine;
import static io.edgesync.repository.markup.MarkdownLines.indent;
import static io.edgesync.repository.markup.MarkdownLines.isBar;
import static io.edgesync.repository.markup.MarkdownLines.isFence;
import static io.edgesync.repository.markup.MarkdownLines.isRule;
import static io.edgesync.repository.markup.MarkdownLines.itemIndent;
import static io.edgesync.repository.markup.MarkdownLines.lineEnd;
import static io.edgesync.repository.markup.MarkdownLines.lineFeed;
import static io.edgesync.repository.markup.MarkdownLines.numberPrefix;
import static io.edgesync.repository.markup.MarkdownLines.quotePrefix;
import static io.edgesync.repository.markup.MarkdownLines.trimLines;
import static io.edgesync.repository.markup.MarkdownLines.underlines;

import io.edgesync.repository.structure.TextBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The link targets of a Markdown text, as Fossil's own dialect finds them: by blocks (quotes, lists, tables, code, HTML), within them by
 * {@link MarkdownSpans}. Everything is read byte by byte, as Fossil does. Source: Fossil {@code src/markdown.c, parse_block()}.
 */
final class Markdown {

  private static final int NOTE_ROUNDS_MAX = 5;

  private final MarkdownNotes notes = new MarkdownNotes();
  private final MarkdownEffort effort = new MarkdownEffort();
  private final MarkdownHtml html = new MarkdownHtml(effort);
  private final List<String> links = new ArrayList<>();
  private final MarkdownSpans spans = new MarkdownSpans(notes, html, effort, links::add);

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
      int htmlLength = text.charAt(at) == '<' ? html.block(text, at, to) : 0;
      int fence;
      if (text.charAt(at) == '#') {
        at += header(text, at, to);
      } else if (htmlLength > 0) {
        at += htmlLength;
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
}
