package io.edgesync.xfer.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.SeededRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LaneArtifactHasherTest {

  private static final int BLOCK_BYTES = 136;

  private final JdkArtifactHasher jdk = new JdkArtifactHasher();

  @Test
  void agreesWithTheJdkOnRandomLengths() {
    SeededRandom random = SeededRandom.create();
    List<byte[]> artifacts = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      artifacts.add(random.bytes(random.below(i % 10 == 0 ? 40_000 : 900)));
    }

    assertThat(hashInLanes(artifacts)).isEqualTo(hashByJdk(artifacts));
  }

  @Test
  void agreesWithTheJdkAroundBlockBoundaries() {
    SeededRandom random = SeededRandom.create();
    List<byte[]> artifacts = new ArrayList<>();
    for (int blocks = 0; blocks < 4; blocks++) {
      for (int off = -2; off <= 2; off++) {
        artifacts.add(random.bytes(Math.max(0, blocks * BLOCK_BYTES + off)));
      }
    }

    assertThat(hashInLanes(artifacts)).isEqualTo(hashByJdk(artifacts));
  }

  @Test
  void reportsAnArtifactWithoutCompanyWhenDrained() {
    byte[] only = {1, 2, 3};

    assertThat(hashInLanes(List.of(only))).isEqualTo(hashByJdk(List.of(only)));
  }

  @Test
  void hashersOfSeveralThreadsAgreeFromTheirFirstBlockOn() throws Exception {
    byte[] bytes = SeededRandom.create().bytes(200 * BLOCK_BYTES);
    List<byte[]> artifacts = Collections.nCopies(20, bytes);

    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<Hash>>> all = threads.invokeAll(Collections.nCopies(4, () -> hashInLanes(artifacts)));

      for (Future<List<Hash>> names : all) {
        assertThat(names.get()).isEqualTo(hashByJdk(artifacts));
      }
    }
  }

  @Test
  void hashesPartOfAnArray() {
    byte[] bytes = SeededRandom.create().bytes(5_000);
    List<String> names = new ArrayList<>();

    try (LaneArtifactHasher lanes = new LaneArtifactHasher()) {
      for (int i = 0; i < 20; i++) {
        lanes.submit(HashAlgorithm.SHA3_256, bytes, 100 + i, 3_000, name -> names.add(name.hex()));
      }
      lanes.drain();
    }

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      jdk.submit(HashAlgorithm.SHA3_256, bytes, 100 + i, 3_000, name -> expected.add(name.hex()));
    }
    assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void leavesSha1ToTheJdk() {
    byte[] bytes = {4, 5, 6};

    try (LaneArtifactHasher lanes = new LaneArtifactHasher()) {
      assertThat(lanes.hash(HashAlgorithm.SHA1, bytes)).isEqualTo(jdk.hash(HashAlgorithm.SHA1, bytes));
    }
  }

  @Test
  void theFastestHasherKnowsTheEmptyArtifact() {
    try (ArtifactHasher fastest = ArtifactHasher.fastest()) {
      assertThat(fastest.hash(HashAlgorithm.SHA3_256, new byte[0]).hex())
          .isEqualTo("a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
    }
  }

  private static List<Hash> hashInLanes(List<byte[]> artifacts) {
    Hash[] names = new Hash[artifacts.size()];
    try (LaneArtifactHasher lanes = new LaneArtifactHasher()) {
      for (int i = 0; i < names.length; i++) {
        int at = i;
        byte[] bytes = artifacts.get(i);
        lanes.submit(HashAlgorithm.SHA3_256, bytes, 0, bytes.length, name -> names[at] = name);
      }
      lanes.drain();
    }
    return List.of(names);
  }

  private List<Hash> hashByJdk(List<byte[]> artifacts) {
    return artifacts.stream().map(bytes -> jdk.hash(HashAlgorithm.SHA3_256, bytes)).toList();
  }
}
