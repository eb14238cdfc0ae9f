package io.edgesync.xfer.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.FossilProcess;
import io.edgesync.xfer.testing.SeededRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JdkArtifactHasherTest {

  private final JdkArtifactHasher hasher = new JdkArtifactHasher();

  @Test
  void theEmptyArtifact() {
    assertThat(hasher.hash(HashAlgorithm.SHA1, new byte[0]).hex())
        .isEqualTo("da39a3ee5e6b4b0d3255bfef95601890afd80709");
    assertThat(hasher.hash(HashAlgorithm.SHA3_256, new byte[0]).hex())
        .isEqualTo("a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
  }

  @Test
  void everySubmittedPartIsReported() {
    byte[] bytes = new SeededRandom(1).bytes(100);
    List<Hash> names = new ArrayList<>();

    hasher.submit(HashAlgorithm.SHA1, bytes, 10, 50, names::add);
    hasher.submit(HashAlgorithm.SHA3_256, bytes, 0, 100, names::add);
    hasher.drain();

    assertThat(names).containsExactlyInAnyOrder(
        hasher.hash(HashAlgorithm.SHA1, java.util.Arrays.copyOfRange(bytes, 10, 60)),
        hasher.hash(HashAlgorithm.SHA3_256, bytes));
  }

  @Test
  void fossilNamesTheSameBytesAlike(@TempDir Path directory) throws Exception {
    byte[] bytes = SeededRandom.create().bytes(100_000);
    Files.write(directory.resolve("bytes"), bytes);
    FossilProcess fossil = FossilProcess.in(directory);

    assertThat(fossil.ok(directory, "sha1sum", "bytes")).startsWith(hasher.hash(HashAlgorithm.SHA1, bytes).hex());
    assertThat(fossil.ok(directory, "sha3sum", "bytes")).startsWith(hasher.hash(HashAlgorithm.SHA3_256, bytes).hex());
  }
}
