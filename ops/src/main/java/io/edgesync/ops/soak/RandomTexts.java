package io.edgesync.ops.soak;

import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Texts that no other run has made, and that differ from each other in few lines, as files of a project do. */
final class RandomTexts {

  private final SplittableRandom random;
  private final String[] lines;

  RandomTexts(SplittableRandom random) {
    this.random = random;
    this.lines = new String[100 + random.nextInt(200)];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = line();
    }
  }

  private String line() {
    return Long.toHexString(random.nextLong()) + " " + Long.toHexString(random.nextLong()) + "\n";
  }

  /** The next version. */
  byte[] next() {
    for (int changes = 1 + random.nextInt(5); changes > 0; changes--) {
      lines[random.nextInt(lines.length)] = line();
    }
    return String.join("", lines).getBytes(StandardCharsets.UTF_8);
  }

  static Hash name(byte[] content) {
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      return hasher.hash(HashAlgorithm.SHA3_256, content);
    }
  }
}
