package io.edgesync.sync.simulation;

import io.edgesync.xfer.artifact.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Commits: some files and a check-in that names them and the one before it. */
final class Texts {

  private static final int LARGE = 40_000;

  private Texts() {}

  /** Makes a check-in on a node; returns the names of all that belongs to it, the check-in last. */
  static List<Hash> checkIn(SimNode node, @Nullable Hash parent, int number, RandomGenerator random) {
    List<Hash> made = new ArrayList<>();
    StringBuilder text = new StringBuilder("C check-in\\s" + number + "\nD 2026-01-01T00:00:00.000\n");
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      Hash file = node.commit(file(random));
      made.add(file);
      text.append("F f").append(9 - i).append(' ').append(file.hex()).append('\n');
    }
    if (parent != null) {
      text.append("P ").append(parent.hex()).append('\n');
    }
    text.append("U ").append(node.name).append('\n');
    made.add(node.commit((text + "Z " + md5(text.toString()) + "\n").getBytes(StandardCharsets.US_ASCII)));
    return made;
  }

  static byte[] small(RandomGenerator random) {
    byte[] bytes = new byte[500];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] file(RandomGenerator random) {
    byte[] bytes = new byte[random.nextInt(8) == 0 ? LARGE : random.nextInt(20, 2000)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
