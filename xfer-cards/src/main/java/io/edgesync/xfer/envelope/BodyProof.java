package io.edgesync.xfer.envelope;

import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.card.CardWriter;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.content.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one of our nodes vouches for a body: {@code pragma edgesync-proof …} as its first line, over everything behind that line. Stock Fossil
 * passes over it.
 *
 * @param arguments of the pragma, as sent; nothing is checked yet
 * @param digest    SHA-256 of the text behind the line
 */
@SuppressWarnings("ArrayRecordComponent") // made here and handed to one reader
public record BodyProof(List<String> arguments, byte[] digest) {

  /** The pragma's name. */
  public static final String PRAGMA = "edgesync-proof";

  private static final byte[] START = ("pragma " + PRAGMA + " ").getBytes(StandardCharsets.US_ASCII);
  private static final MemoryBudget NO_PAYLOADS = new MemoryBudget(1);

  public BodyProof {
    arguments = List.copyOf(arguments);
  }

  static byte[] line(PragmaCard proof) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    new CardWriter(line).write(proof);
    return line.toByteArray();
  }

  /** The arguments that a text's first line gives, or null when it is no proof. */
  static @Nullable List<String> parse(byte[] line) throws IOException, InterruptedException {
    for (int i = 0; i < START.length; i++) {
      if (i >= line.length || line[i] != START[i]) {
        return null;
      }
    }
    try (CardReader reader = new CardReader(new ByteArrayInputStream(line), CardLimits.DEFAULT, NO_PAYLOADS)) {
      Card card = reader.next();
      return card instanceof PragmaCard pragma ? pragma.arguments() : null;
    }
  }
}
