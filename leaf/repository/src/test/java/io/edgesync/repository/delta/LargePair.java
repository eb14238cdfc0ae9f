package io.edgesync.repository.delta;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Pairs of some megabytes of the shapes that an encoder meets, and of those that it fears. */
record LargePair(String shape, byte[] source, byte[] target) {

  /**
   * Makers of the pairs, one at a time: a heap full of them would slow down what is measured.
   *
   * @param text source text, cut or repeated to {@code bytes}
   */
  static List<Supplier<LargePair>> all(byte[] text, int bytes, long seed) {
    Random random = new Random(seed);
    byte[] source = new byte[bytes];
    for (int at = 0; at < bytes; at += text.length) {
      System.arraycopy(text, 0, source, at, Math.min(text.length, bytes - at));
    }
    return List.of(
        () -> new LargePair("edited source text", source, editedLines(source, random)),
        () -> new LargePair("text in shuffled blocks", source, shuffled(source, 4096, random)),
        () -> new LargePair("text in shuffled small blocks", source, shuffled(source, 100, random)),
        () -> {
          byte[] binary = binary(bytes, random);
          return new LargePair("edited binary", binary, editedBytes(binary, random));
        },
        () -> new LargePair("nothing in common", binary(bytes, random), binary(bytes, random)),
        () -> new LargePair("repeated lines", lines(bytes, random), lines(bytes, random)));
  }

  private static byte[] binary(int bytes, Random random) {
    byte[] binary = new byte[bytes];
    random.nextBytes(binary);
    return binary;
  }

  /** One line in thirty removed, doubled, or written anew. */
  private static byte[] editedLines(byte[] source, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(source.length + source.length / 16);
    int start = 0;
    for (int i = 0; i < source.length; i++) {
      if (source[i] == '\n' || i == source.length - 1) {
        switch (random.nextInt(90)) {
          case 0 -> {
          }
          case 1 -> {
            out.write(source, start, i + 1 - start);
            out.write(source, start, i + 1 - start);
          }
          case 2 -> out.writeBytes(("  line " + random.nextLong() + ";\n").getBytes(StandardCharsets.US_ASCII));
          default -> out.write(source, start, i + 1 - start);
        }
        start = i + 1;
      }
    }
    return out.toByteArray();
  }

  private static byte[] shuffled(byte[] source, int block, Random random) {
    List<Integer> starts = new ArrayList<>();
    for (int at = 0; at < source.length; at += block) {
      starts.add(at);
    }
    Collections.shuffle(starts, random);
    ByteArrayOutputStream out = new ByteArrayOutputStream(source.length);
    starts.forEach(at -> out.write(source, at, Math.min(block, source.length - at)));
    return out.toByteArray();
  }

  /** Bytes changed, put in and taken out, about every two kilobytes. */
  private static byte[] editedBytes(byte[] source, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(source.length + source.length / 16);
    int at = 0;
    while (at < source.length) {
      int run = Math.min(1 + random.nextInt(4000), source.length - at);
      out.write(source, at, run);
      at += run + random.nextInt(20);
      byte[] more = new byte[random.nextInt(20)];
      random.nextBytes(more);
      out.writeBytes(more);
    }
    return out.toByteArray();
  }

  /** Few different lines in random order: every block of the source has hundreds like it. */
  private static byte[] lines(int bytes, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes);
    while (out.size() < bytes) {
      out.writeBytes(("value %03d of the table, as it was measured\n".formatted(random.nextInt(200)))
          .getBytes(StandardCharsets.US_ASCII));
    }
    return Arrays.copyOf(out.toByteArray(), bytes);
  }
}
