package io.edgesync.xfer.delta;

import io.edgesync.xfer.testing.SeededRandom;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Sources and targets that look like versions of a text or a binary, and that meet the encoder's edges. */
final class RandomPair {

  private RandomPair() {}

  static byte[] source(SeededRandom random, int lengthMax) {
    int length = random.chance(0.1) ? random.below(40) : random.below(lengthMax);
    return switch (random.below(3)) {
      case 0 -> random.bytes(length);
      case 1 -> repetitive(random, length);
      default -> text(random, length);
    };
  }

  /** Few different bytes: long hash chains, and matches that grow backwards. */
  private static byte[] repetitive(SeededRandom random, int length) {
    byte[] bytes = new byte[length];
    byte high = (byte) random.below(256);
    for (int i = 0; i < length; i++) {
      bytes[i] = random.chance(0.02) ? (byte) random.below(4) : high;
    }
    return bytes;
  }

  private static byte[] text(SeededRandom random, int length) {
    StringBuilder text = new StringBuilder(length + 100);
    while (text.length() < length) {
      text.append("line ").append(random.below(50)).append(": ").append(random.hex(random.below(30))).append('\n');
    }
    return text.substring(0, length).getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] edited(byte[] source, SeededRandom random) {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    int at = 0;
    while (at < source.length && random.chance(0.97)) {
      int run = Math.min(source.length - at, 1 + random.below(random.chance(0.5) ? 30 : 1 + source.length / 2));
      switch (random.below(6)) {
        case 0 -> at += run;
        case 1 -> target.writeBytes(random.bytes(random.below(40)));
        case 2 -> {
          int from = random.below(source.length);
          target.write(source, from, Math.min(run, source.length - from));
        }
        default -> {
          target.write(source, at, run);
          at += run;
        }
      }
    }
    return target.toByteArray();
  }
}
