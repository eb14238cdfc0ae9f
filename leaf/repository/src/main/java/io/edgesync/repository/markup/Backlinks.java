package io.edgesync.repository.markup;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds references to artifacts in text (Fossil {@code src/backlink.c}): those links that are the beginning of a hash. */
public final class Backlinks {

  /** Has a row where Fossil-wiki is written as HTML. */
  public static final String WIKI_IS_HTML = "SELECT 1 FROM config WHERE name='wiki-use-html'"
      + " AND lower(value) IN ('1','on','yes','true')";

  private static final int DIGITS_MIN = 4;
  private static final int DIGITS_MAX = 64;
  private static final String PREFIX = "/info/";

  private Backlinks() {}

  /**
   * The targets of a text, lower-case hexadecimal prefixes without duplicates. Text of another mimetype than Fossil-wiki and Markdown has
   * none.
   *
   * @param mimetype the N-card; {@code null} for Fossil-wiki
   * @param isHtml   whether Fossil-wiki is written as HTML here: the setting {@code wiki-use-html}
   */
  public static List<String> of(@Nullable String mimetype, String text, boolean isHtml) {
    String seen = NulTerminated.seen(text);
    if (seen.indexOf('[') < 0) {
      return List.of();
    }
    if (mimetype == null || mimetype.contains("wiki")) {
      return references(isHtml ? WikiText.linksOfHtml(seen) : WikiText.links(seen));
    }
    return mimetype.contains("markdown") ? references(Markdown.links(seen)) : List.of();
  }

  private static List<String> references(List<String> links) {
    Set<String> found = new LinkedHashSet<>();
    for (String link : links) {
      boolean isPath = link.startsWith(PREFIX) && link.length() >= PREFIX.length() + DIGITS_MIN;
      String target = isPath ? link.substring(PREFIX.length()) : link;
      if (target.length() >= DIGITS_MIN && target.length() <= DIGITS_MAX && isHex(target)) {
        found.add(target.toLowerCase(Locale.ROOT));
      }
    }
    return new ArrayList<>(found);
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
  }
}
