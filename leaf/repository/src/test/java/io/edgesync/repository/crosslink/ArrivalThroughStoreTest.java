package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.HandMade;
import io.edgesync.repository.history.RichHistory;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.content.Content;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way of received artifacts: rounds of some size, the store, its transactions, crosslinking, deltas afterwards. */
class ArrivalThroughStoreTest {

  @TempDir
  static Path directory;

  private static StockHistory history;
  private static List<FedRepository.Fed> artifacts;

  @BeforeAll
  static void makeHistory() throws IOException, SQLException {
    history = RichHistory.in(directory);
    artifacts = FedRepository.artifacts(history.fossil(), history.repository(), directory);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void aRebuildAfterAnyOrderOfRoundsChangesNothing(long seed) throws IOException, SQLException {
    Random random = new Random(seed);
    List<FedRepository.Fed> order = new ArrayList<>(artifacts);
    Collections.shuffle(order, random);
    Path file = directory.resolve("received-" + seed + ".fossil");
    FedRepository.emptied(history.repository(), file).close();

    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      for (int from = 0; from < order.size();) {
        int to = Math.min(order.size(), from + 1 + random.nextInt(40));
        receive(repository.artifacts(), order.subList(from, to));
        from = to;
      }
    }

    assertThat(RepositoryComparison.differences(file, StockHistory.rebuilt(history.fossil(), file)))
        .isEmpty();
    assertThat(history.fossil().ok(directory, "test-integrity", file.toString())).contains(" 0 errors");
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void nothingIsForgottenWhenTheProgramIsStartedAnewForEachRound(long seed) throws IOException, SQLException {
    Random random = new Random(seed);
    List<FedRepository.Fed> order = new ArrayList<>(artifacts);
    Collections.shuffle(order, random);
    Path file = directory.resolve("restarted-" + seed + ".fossil");
    FedRepository.emptied(history.repository(), file).close();

    for (int from = 0; from < order.size();) {
      int to = Math.min(order.size(), from + 1 + random.nextInt(40));
      try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
        receive(repository.artifacts(), order.subList(from, to));
      }
      from = to;
    }

    assertThat(RepositoryComparison.differences(file, StockHistory.rebuilt(history.fossil(), file))).isEmpty();
  }

  @Test
  void whatAClusterNamedWhileOnlyPrivateArtifactsDidIsClusteredWhenItComes() throws IOException, SQLException {
    Path file = directory.resolve("named-by-both.fossil");
    FedRepository.emptied(history.repository(), file).close();
    byte[] parent = HandMade.artifact("C parent", "D 2024-03-01T10:00:00", "T *branch * trunk",
        "T *sym-trunk *", "U t");
    try (JdkArtifactHasher hasher = new JdkArtifactHasher();
        Repository repository = Repository.open(file, RepositoryFixture.options())) {
      Hash name = hasher.hash(HashAlgorithm.SHA3_256, parent);
      byte[] child = HandMade.artifact("C child", "D 2024-03-02T10:00:00", "P " + name, "U t");
      receive(repository.artifacts(),
          List.of(new FedRepository.Fed(hasher.hash(HashAlgorithm.SHA3_256, child), child, true)));
      receive(repository.artifacts(), HandMade.artifact("M " + name));
      receive(repository.artifacts(), parent);

      assertThat(repository.artifacts().unclustered()).doesNotContain(name);
    }
    assertThat(RepositoryComparison.differences(file, StockHistory.rebuilt(history.fossil(), file))).isEmpty();
  }

  /** A sync that broke off: ancestors are missing, merge parents, baselines, files. */
  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34, 35, 36})
  void aRebuildChangesNothingWhereOnlyAPartHasArrived(long seed) throws IOException, SQLException {
    Random random = new Random(seed);
    List<FedRepository.Fed> order = new ArrayList<>(artifacts);
    Collections.shuffle(order, random);
    Path file = directory.resolve("part-" + seed + ".fossil");
    FedRepository.emptied(history.repository(), file).close();

    int end = order.size() / 4 + random.nextInt(order.size() / 2);
    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      for (int from = 0; from < end;) {
        int to = Math.min(end, from + 1 + random.nextInt(20));
        receive(repository.artifacts(), order.subList(from, to));
        from = to;
      }
    }

    assertThat(RepositoryComparison.differences(file, StockHistory.rebuilt(history.fossil(), file)))
        .isEmpty();
  }

  @Test
  void aCheckinIsNoLeafAnyLongerWhenAChildWithoutTagsComes() throws IOException, SQLException {
    Path file = directory.resolve("second-child.fossil");
    FedRepository.emptied(history.repository(), file).close();
    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      receive(repository.artifacts(), HandMade.artifact("C root", "D 2024-02-01T10:00:00", "T *branch * trunk",
          "T *sym-trunk *", "U t"));
      Hash parent = receive(repository.artifacts(),
          HandMade.artifact("C its\\sown\\sparent\\sis\\snot\\shere", "D 2024-03-01T10:00:00", "P " + "1".repeat(64),
              "U t"));
      receive(repository.artifacts(), HandMade.artifact("C branches", "D 2024-03-02T10:00:00", "P " + parent,
          "T *branch * x", "T *sym-x *", "U t"));
      receive(repository.artifacts(),
          HandMade.artifact("C goes\\son", "D 2024-03-03T10:00:00", "P " + parent, "U t"));
    }

    assertThat(RepositoryComparison.differences(file, StockHistory.rebuilt(history.fossil(), file))).isEmpty();
  }

  @Test
  void theParentOfACheckinThatWasPutOnABranchBeforeItCameIsALeaf() throws IOException, SQLException {
    Path file = directory.resolve("tagged-before.fossil");
    FedRepository.emptied(history.repository(), file).close();
    byte[] parent = HandMade.artifact("C parent", "D 2024-03-01T10:00:00", "P " + "1".repeat(64), "U t");
    try (JdkArtifactHasher hasher = new JdkArtifactHasher();
        Repository repository = Repository.open(file, RepositoryFixture.options())) {
      byte[] child = HandMade.artifact("C child", "D 2024-03-02T10:00:00",
          "P " + hasher.hash(HashAlgorithm.SHA3_256, parent), "U t");
      Hash name = hasher.hash(HashAlgorithm.SHA3_256, child);
      for (byte[] each : List.of(
          HandMade.artifact("C root", "D 2024-02-01T10:00:00", "T *branch * trunk", "T *sym-trunk *", "U t"),
          HandMade.artifact("M " + name), HandMade.artifact("D 2024-03-04T10:00:00", "T *branch " + name + " x", "U t"),
          parent, child)) {
        receive(repository.artifacts(), each);
      }
    }

    assertThat(RepositoryComparison.differences(file, StockHistory.rebuilt(history.fossil(), file))).isEmpty();
  }

  /** Receives one artifact under its SHA3-256 name, which it returns. */
  static Hash receive(ArtifactStore store, byte[] content) {
    try (JdkArtifactHasher hasher = new JdkArtifactHasher()) {
      Hash name = hasher.hash(HashAlgorithm.SHA3_256, content);
      receive(store, List.of(new FedRepository.Fed(name, content, false)));
      return name;
    }
  }

  static void receive(ArtifactStore store, List<FedRepository.Fed> round) {
    try (ArtifactWriter writer = store.receive(new Provenance(null, "127.0.0.1", null))) {
      for (FedRepository.Fed fed : round) {
        writer.file(fed.name(), null, Content.of(fed.content()), fed.isPrivate());
      }
      assertThat(writer.finish().refusals()).isEmpty();
    }
  }
}
