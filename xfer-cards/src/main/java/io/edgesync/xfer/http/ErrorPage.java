package io.edgesync.xfer.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The words of an HTML or text page that came in the place of a reply, fit for one line of a message. */
final class ErrorPage {

  private static final int BYTES_READ_MAX = 16 << 10;
  private static final int CHARACTERS_MAX = 200;

  private ErrorPage() {}

  static String text(InputStream page) {
    String html;
    try {
      html = new String(page.readNBytes(BYTES_READ_MAX), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(unreadable)";
    }
    String text = html.replaceAll("(?is)<(script|style|head)\\b.*?</\\1>", " ")
        .replaceAll("<[^>]*>", " ")
        .replaceAll("[\\p{Cntrl}\\s]+", " ")
        .strip();
    if (text.isEmpty()) {
      return "(nothing)";
    }
    return text.length() > CHARACTERS_MAX ? text.substring(0, CHARACTERS_MAX) + "…" : text;
  }
}
