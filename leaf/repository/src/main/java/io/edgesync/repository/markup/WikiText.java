package io.edgesync.repository.markup;

import static io.edgesync.repository.markup.Ascii.isAlphanumeric;
import static io.edgesync.repository.markup.Ascii.isLetter;
import static io.edgesync.repository.markup.Ascii.isSpace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The link targets of Fossil-wiki text: of every {@code [target]} or {@code [target|label]} outside {@code <verbatim>} and {@code
 * <nowiki>} and outside the tags themselves. Source: Fossil {@code src/wikiformat.c, wiki_extract_links()}.
 */
final class WikiText {

  /** Tags that count as such; any other is text, in which links are looked for. */
  private static final Set<String> TAGS = Set.of(
      "a", "abbr", "address", "article", "aside", "b", "big", "blockquote", "br", "center", "cite", "code", "col",
      "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
      "header", "hr", "i", "img", "ins", "kbd", "li", "nav", "nobr", "nowiki", "ol", "p", "pre", "s", "samp", "section",
      "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr",
      "tt", "u", "ul", "var", "verbatim");

  private final String text;
  private final TagEnds tagEnds;
  private final List<String> links = new ArrayList<>();
  private boolean linksCount = true;
  private boolean inVerbatim;
  private boolean countedBefore;
  private boolean isEndless;
  /** Whether no bracket closes any more from here on. */
  private boolean isUnclosed;

  private WikiText(String text) {
    this.text = text;
    this.tagEnds = new TagEnds(text);
  }

  /** All targets in the order of the text, as they stand there. */
  static List<String> links(String text) {
    WikiText wiki = new WikiText(text);
    for (int at = 0; at < text.length();) {
      char c = text.charAt(at);
      at += c == '<' ? wiki.tag(at) : c == '[' && wiki.linksCount ? wiki.link(at) : 1;
    }
    return wiki.links;
  }

  /** The targets where wiki text is HTML, and nothing in it hides a link. */
  static List<String> linksOfHtml(String text) {
    WikiText wiki = new WikiText(text);
    for (int at = 0; at < text.length();) {
      at += text.charAt(at) == '[' ? wiki.link(at) : 1;
    }
    return wiki.links;
  }

  private int link(int from) {
    int close = isUnclosed ? -1 : text.indexOf(']', from);
    if (close < 0) {
      isUnclosed = true;
      return 1;
    }
    int bar = text.indexOf('|', from, close);
    int end = bar < 0 ? close : bar;
    while (end > from + 2 && text.charAt(end - 1) == ' ') {
      end--;
    }
    links.add(text.substring(from + 1, end));
    return close + 1 - from;
  }

  /** Returns how much of the text the tag takes up: 1 where it is none. */
  private int tag(int from) {
    int length = tagLength(from);
    if (length == 0) {
      return 1;
    }
    boolean isEnd = text.charAt(from + 1) == '/';
    int begin = isEnd ? from + 2 : from + 1;
    int end = begin;
    while (isAlphanumeric(charAt(end))) {
      end++;
    }
    String name = text.substring(begin, end).toLowerCase(Locale.ROOT);
    if (inVerbatim) {
      if (!isEnd || !name.equals("verbatim") || isEndless) {
        return 1;
      }
      inVerbatim = false;
      linksCount = countedBefore;
    } else if (!TAGS.contains(name)) {
      return 1;
    } else if (name.equals("nowiki")) {
      linksCount = isEnd;
    } else if (name.equals("verbatim") && !isEnd) {
      inVerbatim = true;
      countedBefore = linksCount;
      linksCount = false;
      // Fossil compares the id with text that it has changed back meanwhile, so that nothing ends such a block.
      isEndless = hasId(text.substring(end, from + length));
    }
    return length;
  }

  private int tagLength(int from) {
    int at = charAt(from + 1) == '/' ? from + 2 : from + 1;
    if (!isLetter(charAt(at))) {
      return 0;
    }
    while (isAlphanumeric(charAt(at)) || charAt(at) == '-') {
      at++;
    }
    if (charAt(at) == '/' && charAt(at + 1) == '>') {
      return at + 2 - from;
    }
    if (charAt(at) != '>' && !isSpace(charAt(at))) {
      return 0;
    }
    int end = tagEnds.after(at);
    return end < text.length() ? end + 1 - from : 0;
  }

  private static boolean hasId(String attributes) {
    String lower = attributes.toLowerCase(Locale.ROOT);
    return lower.startsWith("-") || lower.matches("(?s)(.*\\s)?id\\s*=.*");
  }

  private char charAt(int at) {
    return at < text.length() ? text.charAt(at) : 0;
  }

}
