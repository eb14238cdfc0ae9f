package io.edgesync.repository.history;

import io.edgesync.repository.structure.TextBytes;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Artifacts that no stock command would write, each with the right Z-card. */
public final class HandMade {

  private HandMade() {}

  /** Stores the artifact that the cards make; it counts from the next {@code fossil rebuild} on. Returns its name. */
  public static String put(StockHistory history, String... cards) throws IOException {
    return history.put(artifact(cards));
  }

  /** The artifact's bytes; what is not valid UTF-8 is written as {@link TextBytes} has it. */
  public static byte[] artifact(String... cards) {
    String text = String.join("\n", cards) + "\n";
    return TextBytes.encode(text + "Z " + HexFormat.of().formatHex(md5(TextBytes.encode(text))) + "\n");
  }

  /** A W-card. */
  public static String text(String text) {
    return "W " + TextBytes.encode(text).length + "\n" + text;
  }

  private static byte[] md5(byte[] content) {
    try {
      return MessageDigest.getInstance("MD5").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
