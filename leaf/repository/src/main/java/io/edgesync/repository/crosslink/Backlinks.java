package io.edgesync.repository.crosslink;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/** Finds references to artifacts in text (Fossil {@code src/backlink.c}, {@code src/wikiformat.c, wiki_extract_links()}). */
public final class Backlinks {

  private static final int DIGITS_MIN = 4;
  private static final int DIGITS_MAX = 64;

  private Backlinks() {}

  /**
   * The targets of a text.
   *
   * @param mimetype the N-card; {@code null} for Fossil-wiki
   * @param isHtml   whether Fossil-wiki is written as HTML here: the setting {@code wiki-use-html}
   */
  static List<String> of(@Nullable String mimetype, String text, boolean isHtml) {
    if (mimetype == null || mimetype.contains("wiki")) {
      return ofWiki(text);
    }
    return List.of();
  }

  /**
   * The targets of Fossil-wiki text, lower-case hexadecimal prefixes without duplicates: of every {@code [target]} or {@code
   * [target|label]} outside {@code <verbatim>} and {@code <nowiki>}.
   */
  public static List<String> ofWiki(String text) {
    Set<String> found = new LinkedHashSet<>();
    String skippedUntil = "";
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int length = c == '<' ? markupLength(text, i) : 0;
      if (length > 0) {
        if (!skippedUntil.isEmpty()) {
          length = isTag(text, i, skippedUntil) ? length : 1;
          skippedUntil = length > 1 ? "" : skippedUntil;
        } else if (isTag(text, i, "<verbatim")) {
          skippedUntil = "</verbatim";
        } else if (isTag(text, i, "<nowiki")) {
          skippedUntil = "</nowiki";
        }
        i += length;
        continue;
      }
      int close = c == '[' && skippedUntil.isEmpty() ? text.indexOf(']', i) : -1;
      if (close > 0) {
        add(text.substring(i + 1, close), found);
        i = close;
      }
      i++;
    }
    return new ArrayList<>(found);
  }

  /** Characters of the HTML tag at {@code at}, quoted attributes included; 0 where there is none. */
  private static int markupLength(String text, int at) {
    int i = at + 1;
    if (i < text.length() && text.charAt(i) == '/') {
      i++;
    }
    if (i >= text.length() || !isLetter(text.charAt(i))) {
      return 0;
    }
    char quote = 0;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '>') {
        return i + 1 - at;
      } else if (c == '"' || c == '\'') {
        quote = c;
      }
    }
    return 0;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isTag(String text, int at, String beginning) {
    int after = at + beginning.length();
    return text.regionMatches(true, at, beginning, 0, beginning.length())
        && after < text.length()
        && !Character.isLetterOrDigit(text.charAt(after));
  }

  private static void add(String link, Set<String> found) {
    int bar = link.indexOf('|');
    String target = (bar < 0 ? link : link.substring(0, bar)).stripTrailing();
    if (target.startsWith("/info/") && target.length() >= 10) {
      target = target.substring(6);
    }
    if (target.length() >= DIGITS_MIN
        && target.length() <= DIGITS_MAX
        && target.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
      found.add(target.toLowerCase(Locale.ROOT));
    }
  }
}
