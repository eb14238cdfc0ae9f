package io.edgesync.repository.artifact;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.envelope.StoredForm;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Content and its right name. */
public record SampleArtifact(Hash name, byte[] bytes) {

  public static SampleArtifact of(HashAlgorithm algorithm, byte[] bytes) {
    try (JdkArtifactHasher hasher = new JdkArtifactHasher()) {
      return new SampleArtifact(hasher.hash(algorithm, bytes), bytes);
    }
  }

  public static SampleArtifact of(String text) {
    return of(HashAlgorithm.SHA3_256, text.getBytes(StandardCharsets.UTF_8));
  }

  public static SampleArtifact sha1(String text) {
    return of(HashAlgorithm.SHA1, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A text of some hundred lines; {@code version} changes one of them. */
  public static SampleArtifact version(int version) {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < 200; line++) {
      text.append("line ").append(line).append(line == version % 200 ? " changed in version " + version : " as ever")
          .append('\n');
    }
    return of(text.toString());
  }

  /** Bytes that do not compress. */
  public static SampleArtifact random(int bytes, long seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return of(HashAlgorithm.SHA3_256, content);
  }

  public Content content() {
    return Content.of(bytes);
  }

  public Content deltaFrom(SampleArtifact source) {
    return Content.of(Delta.create(source.bytes(), bytes));
  }

  public Content framed() {
    return Content.of(StoredForm.compress(bytes));
  }

  public Content framedDeltaFrom(SampleArtifact source) {
    return Content.of(StoredForm.compress(Delta.create(source.bytes(), bytes)));
  }

  @Override
  public String toString() {
    return name.hex().substring(0, 10) + " (" + bytes.length + " bytes)";
  }
}
