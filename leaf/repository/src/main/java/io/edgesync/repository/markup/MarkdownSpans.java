package io.edgesync.repository.markup;

import static io.edgesync.repository.markup.Ascii.isBlank;

import java.util.function.Consumer;

/**
 * Links within a paragraph of Markdown: what code, HTML tags and escapes hide is none. Strings have a byte in each char. Source: Fossil
 * {@code src/markdown.c, parse_inline()} and below.
 */
final class MarkdownSpans {

  private static final String SPECIAL = "*_`[(<\\";

  private final MarkdownNotes notes;
  private final MarkdownHtml html;
  private final MarkdownEffort effort;
  private final Consumer<String> links;
  private final MarkdownEmphasis emphasis;

  MarkdownSpans(MarkdownNotes notes, MarkdownHtml html, MarkdownEffort effort, Consumer<String> links) {
    this.notes = notes;
    this.html = html;
    this.effort = effort;
    this.links = links;
    this.emphasis = new MarkdownEmphasis(this, effort);
  }

  /** Reads {@code text} from {@code from} to {@code to}; what stands before it counts as white space. */
  void read(String text, int from, int to) {
    if (effort.isTooDeep()) {
      return;
    }
    int at = from;
    while (at < to) {
      char c = text.charAt(at);
      int length = SPECIAL.indexOf(c) < 0 ? 0 : switch (c) {
        case '*', '_' -> emphasis.read(text, from, at, to);
        case '`' -> code(text, at, to);
        case '[' -> link(text, from, at, to);
        case '(' -> footnote(text, at, to);
        case '<' -> html.tag(text, at, to);
        default -> 2;
      };
      at += length == 0 ? 1 : length;
    }
  }

  /** The position after blanks and line feeds. */
  int skipSpace(String text, int from, int to) {
    int at = from;
    while (at < to && (isBlank(text.charAt(at)) || text.charAt(at) == '\n')) {
      at++;
    }
    effort.spend(at - from);
    return at;
  }

  /** The position after a code span, or after its backticks where it has no end. */
  int afterCode(String text, int from, int to) {
    int at = from;
    while (at < to && text.charAt(at) == '`') {
      at++;
    }
    int count = at - from;
    effort.spend(count);
    int found = 0;
    while (at < to && found < count) {
      found = text.charAt(at) == '`' ? found + 1 : 0;
      at++;
      effort.spend(1);
    }
    return found == count ? at : from + count;
  }

  /** Length of a code span, 0 where it has no end; also of a fenced block. */
  int code(String text, int from, int to) {
    char mark = text.charAt(from);
    int at = from;
    while (at < to && text.charAt(at) == mark) {
      at++;
    }
    int count = at - from;
    effort.spend(count);
    int found = 0;
    while (at < to && found < count) {
      found = text.charAt(at) == mark ? found + 1 : 0;
      at++;
      effort.spend(1);
    }
    return found < count && at >= to ? 0 : at - from;
  }

  /** Distance of the bracket that closes the one at {@code from}, 0 where there is none. */
  private int closing(String text, int from, int to) {
    char open = text.charAt(from);
    char close = open == '[' ? ']' : ')';
    int level = 1;
    for (int at = from + 1; at < to; at++) {
      effort.spend(1);
      char c = text.charAt(at);
      if (c == '\n' || text.charAt(at - 1) == '\\') {
        continue;
      }
      if (c == open) {
        level++;
      } else if (c == close && --level == 0) {
        return at - from;
      }
    }
    return 0;
  }

  private int footnote(String text, int from, int to) {
    if (to - from < 4 || text.charAt(from + 1) != '^') {
      return 0;
    }
    int end = closing(text, from, to);
    return end == 0 || !notes.addInline(text.substring(from + 2, from + end)) ? 0 : end + 1;
  }

  private int link(String text, int begin, int from, int to) {
    boolean isNote = to - from > 3 && text.charAt(from + 1) == '^';
    boolean isImage = !isNote && from > begin && text.charAt(from - 1) == '!';
    int close = from + closing(text, from, to);
    if (close == from) {
      return 0;
    }
    String content = text.substring(from + 1, close);
    if (isNote) {
      notes.use(content.substring(1));
      return close + 1 - from;
    }
    String target = null;
    int end = close + 1;
    int at = skipSpace(text, end, to);
    if (at < to && text.charAt(at) == '(') {
      if (at + 2 < to && text.charAt(at + 1) == '^') {
        int length = closing(text, at, to);
        if (length == 0) {
          return 0;
        }
        notes.addInline(text.substring(at + 2, at + length));
        end = at + length + 1;
      } else {
        int stop = endOfTarget(text, at, to);
        if (stop >= to) {
          return 0;
        }
        target = inlineTarget(text.substring(at + 1, stop));
        end = stop + 1;
      }
    } else if (at < to && text.charAt(at) == '[') {
      int stop = text.indexOf(']', at);
      if (stop < 0 || stop >= to) {
        return 0;
      }
      boolean refersToNote = text.charAt(at + 1) == '^';
      String named = text.substring(at + (refersToNote ? 2 : 1), Math.max(stop, at + (refersToNote ? 2 : 1)));
      named = named.isEmpty() ? content : named;
      if (refersToNote) {
        notes.use(named);
      } else {
        target = notes.target(named);
        if (target == null) {
          return 0;
        }
      }
      end = stop + 1;
    } else {
      target = notes.target(content);
      if (target == null) {
        return 0;
      }
    }
    if (!isImage) {
      effort.deeper(3);
      read(text, from + 1, close);
      effort.higher(3);
      if (target != null) {
        links.accept(target);
      }
    }
    return end - from;
  }

  private int endOfTarget(String text, int from, int to) {
    int at = from;
    while (at < to && !(text.charAt(at) == ')' && text.charAt(at - 1) != '\\')) {
      at++;
      effort.spend(1);
    }
    return at;
  }

  /** The target of {@code (target "title")}. */
  private String inlineTarget(String inside) {
    int size = inside.length();
    int from = skipSpace(inside, 0, size);
    int to = from;
    while (to < size && inside.charAt(to) != '\'' && inside.charAt(to) != '"') {
      to++;
    }
    if (to < size) {
      int last = size - 1;
      while (last > to + 1 && (isBlank(inside.charAt(last)) || inside.charAt(last) == '\n')) {
        last--;
      }
      if (inside.charAt(last) != '\'' && inside.charAt(last) != '"') {
        to++; // a quote that nothing closes: Fossil goes on up to it
      }
    }
    while (to > from && (isBlank(inside.charAt(to - 1)) || inside.charAt(to - 1) == '\n')) {
      to--;
    }
    if (from < size && inside.charAt(from) == '<') {
      from++;
    }
    if (to > 0 && inside.charAt(to - 1) == '>') {
      to--;
    }
    return to > from ? inside.substring(from, to).replace("\\", "") : "";
  }
}
