package io.edgesync.repository.markup;

import org.jspecify.annotations.Nullable;

/** Text within HTML, as Fossil writes it into comments ({@code src/encode.c, htmlize()}, which {@code %h} means). */
public final class Html {

  private Html() {}

  /** {@code text} with {@code < > & " '} as entities; empty for {@code null}. */
  public static String escaped(@Nullable String text) {
    if (text == null) {
      return "";
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
