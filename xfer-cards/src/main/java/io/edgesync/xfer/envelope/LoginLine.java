package io.edgesync.xfer.envelope;

import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.card.CardWriter;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.card.UrlText;
import io.edgesync.xfer.content.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A login card on its own: the first line of a text, or the value of the cookie {@code x-f-l-c}, which is the same line without
 * its newline and URL-encoded.
 */
final class LoginLine {

  /** The cookie that servers from Fossil 2.27 on read a login from. */
  static final String COOKIE = "x-f-l-c";

  private static final byte[] WORD = "login".getBytes(StandardCharsets.US_ASCII);
  private static final MemoryBudget NO_PAYLOADS = new MemoryBudget(1);

  private LoginLine() {}

  static byte[] write(LoginCard login) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    CardWriter writer = new CardWriter(line);
    writer.write(login);
    return line.toByteArray();
  }

  static String cookie(LoginCard login) throws IOException {
    return UrlText.encode(new String(write(login), StandardCharsets.UTF_8).stripTrailing());
  }

  /** Null when the value is no login card: it is then ignored, as Fossil does. */
  static @Nullable LoginCard fromCookie(String value) throws IOException, InterruptedException {
    byte[] line = UrlText.decode(value).getBytes(StandardCharsets.UTF_8);
    return parse(line, line.length);
  }

  /** The login card that {@code length} bytes of a text's first line say, or null when they say something else. */
  static @Nullable LoginCard parse(byte[] line, int length) throws IOException, InterruptedException {
    // The word is looked at first, because any other card might have a payload.
    for (int i = 0; i < WORD.length; i++) {
      if (i >= length || line[i] != WORD[i]) {
        return null;
      }
    }
    try (CardReader reader = new CardReader(new ByteArrayInputStream(line, 0, length), CardLimits.DEFAULT,
        NO_PAYLOADS)) {
      Card card = reader.next();
      return card instanceof LoginCard login ? login : null;
    }
  }
}
