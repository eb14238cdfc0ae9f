package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.HandMade;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.testing.SeededRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sync broke off before the baseline of a parent came, and went on: what is merged may have come on either side of the merge. */
class BrokenOffMergeTest {

  private static final int CASES = 6;

  @TempDir
  Path directory;

  @Test
  void hasTheRowsOfARebuildWithAndWithoutTheBaseline() throws Exception {
    StockHistory empty = StockHistory.in(directory);
    SeededRandom.forAll(CASES, random -> {
      Path file = directory.resolve(random.seed() + ".fossil");
      FedRepository.emptied(empty.repository(), file).close();
      List<byte[]> all = new ArrayList<>();
      byte[] root = HandMade.artifact("C root", date(0), "T *branch * trunk", "T *sym-trunk *", "U u");
      byte[] baseline = HandMade.artifact("C baseline", date(1), "F base " + "1".repeat(40), "P " + name(root), "U u");
      byte[] parent = HandMade.artifact("B " + name(baseline), "C parent", date(2), "F base " + "2".repeat(40),
          "P " + name(baseline), "U u");
      all.add(parent);
      for (int i = 0; i < 3; i++) {
        byte[] merged = HandMade.artifact("C merged", date(3 + i), "F m" + i + ' ' + (3 + i + "").repeat(40),
            "P " + name(root), "U u");
        all.add(merged);
        all.add(HandMade.artifact("C merge", date(8 + i), "F c" + i + ' ' + (6 + i + "").repeat(40),
            "F m" + i + ' ' + (3 + i + "").repeat(40), "P " + name(parent) + ' ' + name(merged), "U u"));
      }

      try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
        ArrivalThroughStoreTest.receive(repository.artifacts(), root);
        while (!all.isEmpty()) {
          ArrivalThroughStoreTest.receive(repository.artifacts(), all.remove(random.below(all.size())));
        }
      }
      Path stock = StockHistory.rebuilt(empty.fossil(), file);
      assertThat(RepositoryComparison.differences(file, stock)).isEmpty();
      Path ours = Files.copy(file, directory.resolve(random.seed() + "-ours.fossil"));
      try (Repository repository = Repository.open(ours, RepositoryFixture.options())) {
        repository.rebuild();
      }
      assertThat(RepositoryComparison.differences(ours, stock)).isEmpty();

      try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
        ArrivalThroughStoreTest.receive(repository.artifacts(), baseline);
      }
      assertThat(RepositoryComparison.differences(file, StockHistory.rebuilt(empty.fossil(), file))).isEmpty();
    });
  }

  private static String date(int hour) {
    return "D 2024-03-01T%02d:00:00".formatted(10 + hour);
  }

  private static Hash name(byte[] content) {
    try (JdkArtifactHasher hasher = new JdkArtifactHasher()) {
      return hasher.hash(HashAlgorithm.SHA3_256, content);
    }
  }
}
