package io.edgesync.repository.structure;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Builds artifacts line by line and signs them with a correct Z-card. */
public final class Cards {

  static final String HASH = "a".repeat(40);
  static final String HASH2 = "b".repeat(64);
  static final String DATE = "2026-11-20T17:02:47.445";

  private Cards() {}

  /** The lines, each ended by a line feed, and a Z-card. */
  public static byte[] sealed(String... lines) {
    String text = String.join("\n", lines) + "\n";
    return (text + "Z " + md5(text) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static byte[] plain(String... lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static String md5(String text) {
    return md5(text.getBytes(StandardCharsets.UTF_8));
  }

  static String md5(byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
