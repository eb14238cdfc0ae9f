package io.edgesync.repository.markup;

import static io.edgesync.repository.markup.Ascii.isAlphanumeric;
import static io.edgesync.repository.markup.Ascii.isBlank;
import static io.edgesync.repository.markup.Ascii.isSpace;

import io.edgesync.repository.markup.MarkdownNotes.Note;
import io.edgesync.repository.markup.MarkdownNotes.Target;
import io.edgesync.repository.structure.Trimmed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Markdown text defines on lines of its own: {@code [id]: target} and {@code [^id]: footnote}. Strings here have a byte in each char.
 * Source: Fossil {@code src/markdown.c, is_ref(), is_footnote()}.
 *
 * @param targets in their order in the text
 * @param notes   in their order in the text, several of one name among them
 * @param rest    the text without the definitions, with line feeds for line ends
 */
record MarkdownDefinitions(List<Target> targets, List<Note> notes, String rest) {

  static MarkdownDefinitions in(String text) {
    StringBuilder rest = new StringBuilder(text.length());
    List<Target> targets = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = target(text, at, targets);
      end = end < 0 ? footnote(text, at, notes) : end;
      at = end < 0 ? copyLine(text, at, rest) : end;
    }
    return new MarkdownDefinitions(targets, notes, rest.toString());
  }

  private static int copyLine(String text, int from, StringBuilder out) {
    int at = lineEnd(text, from);
    out.append(text, from, at);
    for (; at < text.length() && isLineEnd(text.charAt(at)); at++) {
      if (text.charAt(at) == '\n' || (at + 1 < text.length() && text.charAt(at + 1) != '\n')) {
        out.append('\n');
      }
    }
    return at;
  }

  private static int lineEnd(String text, int from) {
    int at = from;
    while (at < text.length() && !isLineEnd(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  private static char at(String text, int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (isBlank(at(text, at))) {
      at++;
    }
    return at;
  }

  /** Reads {@code [id]: link "title"}; the end of the definition, -1 where there is none. */
  private static int target(String text, int begin, List<Target> targets) {
    if (begin + 3 >= text.length()) {
      return -1;
    }
    int i = begin;
    while (i < begin + 4 && text.charAt(i) == ' ') {
      i++;
    }
    if (i == begin + 4 || at(text, i) != '[' || i + 1 >= text.length() || text.charAt(i + 1) == '^') {
      return -1;
    }
    int idBegin = i + 1;
    i = lineEndOr(text, idBegin, ']');
    if (at(text, i) != ']' || at(text, i + 1) != ':') {
      return -1;
    }
    String id = id(text.substring(idBegin, i));
    i = skipBlanks(text, i + 2);
    if (isLineEnd(at(text, i))) {
      i++;
      if (at(text, i) == '\r' && text.charAt(i - 1) == '\n') {
        i++;
      }
    }
    i = skipBlanks(text, i);
    if (i >= text.length()) {
      return -1;
    }
    int linkBegin = text.charAt(i) == '<' ? i + 1 : i;
    i = linkBegin;
    while (i < text.length() && !isBlank(text.charAt(i)) && !isLineEnd(text.charAt(i))) {
      i++;
    }
    int linkEnd = text.charAt(i - 1) == '>' ? i - 1 : i;
    int end = endOfDefinition(text, i);
    if (end >= 0 && id != null) {
      targets.add(new Target(id, linkEnd > linkBegin ? text.substring(linkBegin, linkEnd) : ""));
    }
    return id == null ? -1 : end;
  }

  /** Where the line of a link ends, or that of the title below it; -1 where something else follows. */
  private static int endOfDefinition(String text, int afterLink) {
    int size = text.length();
    int i = skipBlanks(text, afterLink);
    if (i < size && "\n\r'\"(".indexOf(text.charAt(i)) < 0) {
      return -1;
    }
    int end = 0;
    if (i >= size || isLineEnd(text.charAt(i))) {
      end = i;
    }
    if (i + 1 < size && text.charAt(i) == '\n' && text.charAt(i + 1) == '\r') {
      end = i + 1;
    }
    if (end != 0) {
      i = skipBlanks(text, end + 1);
    }
    if (i + 1 < size && "'\"(".indexOf(text.charAt(i)) >= 0) {
      int title = i + 1;
      i = lineEnd(text, title);
      int titleEnd = i + 1 < size && text.charAt(i) == '\n' && text.charAt(i + 1) == '\r' ? i + 1 : i;
      i--;
      while (i > title && isBlank(text.charAt(i))) {
        i--;
      }
      if (i > title && "'\")".indexOf(text.charAt(i)) >= 0) {
        end = titleEnd;
      }
    }
    return end == 0 ? -1 : end;
  }

  private static int lineEndOr(String text, int from, char other) {
    int at = from;
    while (at < text.length() && !isLineEnd(text.charAt(at)) && text.charAt(at) != other) {
      at++;
    }
    return at;
  }

  /** Reads {@code [^id]: text} with its indented lines; the end of the definition, -1 where there is none. */
  private static int footnote(String text, int begin, List<Note> defined) {
    int size = text.length();
    if (begin + 5 >= size || text.charAt(begin) != '[' || text.charAt(begin + 1) != '^') {
      return -1;
    }
    int i = lineEndOr(text, begin + 2, ']');
    if (at(text, i) != ']' || at(text, i + 1) != ':') {
      return -1;
    }
    String id = id(text.substring(begin + 2, i));
    i = skipBlanks(text, i + 2);
    if (i >= size || id == null) {
      return -1;
    }
    StringBuilder body = new StringBuilder();
    String classes = null;
    if (!isLineEnd(text.charAt(i))) {
      classes = text.substring(i, i + classList(text, i, size));
      int from = i + classes.length();
      i = afterLineEnd(text, lineEnd(text, from));
      body.append(text, from, i);
    } else {
      i = afterLineEnd(text, i);
    }
    int indent = i;
    while (at(text, indent) == ' ') {
      indent++;
    }
    indent -= i;
    if (i + indent < size && indent >= 2) {
      String spaces = " ".repeat(indent);
      while (i + indent < size && text.startsWith(spaces, i)) {
        i += indent;
        if (classes == null) {
          int from = skipBlanks(text, i);
          classes = text.substring(from, from + classList(text, from, size));
          i = classes.isEmpty() ? i : from + classes.length();
        }
        int from = i;
        i = afterLineEnd(text, lineEnd(text, from));
        body.append(text, from, i);
      }
    }
    String own = Trimmed.of(body.toString());
    if (own.isEmpty() && (body.isEmpty() || classes == null || classes.isEmpty())) {
      return -1;
    }
    defined.add(
        own.isEmpty() ? new Note(id, String.valueOf(classes), "") : new Note(id, own, classes == null ? "" : classes));
    return i;
  }

  private static int afterLineEnd(String text, int at) {
    if (at >= text.length()) {
      return at;
    }
    return text.charAt(at) == '\r' && at(text, at + 1) == '\n' ? at + 2 : at + 1;
  }

  /** Length of {@code .class.another:} with white space behind it, 0 where there is none. */
  static int classList(String text, int from, int to) {
    if (from >= to || text.charAt(from) != '.') {
      return 0;
    }
    for (int i = from + 1; i < to; i++) {
      char c = text.charAt(i);
      if (isAlphanumeric(c) || c == '-') {
        continue;
      }
      if (text.charAt(i - 1) == '.' || (c != ':' && c != '.')) {
        return 0;
      }
      if (c == ':') {
        return i + 1 < to && isSpace(text.charAt(i + 1)) ? i + 1 - from : 0;
      }
    }
    return 0;
  }

  /** The name of a definition: lower case, white space made one blank; {@code null} for an empty one. */
  static @Nullable String id(String text) {
    StringBuilder id = new StringBuilder();
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isBlank(c) || c == '\n') {
        gap = !id.isEmpty();
      } else {
        if (gap) {
          id.append(' ');
        }
        gap = false;
        id.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
      }
    }
    return id.isEmpty() ? null : id.toString();
  }

  /** Blanks, one line end, blanks. */
  static int blankPrefix(String text) {
    int at = skipBlanks(text, 0);
    return isLineEnd(at(text, at)) ? skipBlanks(text, afterLineEnd(text, at)) : at;
  }
}
