package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SampleArtifact;
import io.edgesync.repository.artifact.SqliteArtifactStore;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.BranchyHistory;
import io.edgesync.repository.purge.PurgeSelection;
import io.edgesync.repository.unversioned.UnversionedFiles.NewFile;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.MemoryBudget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing can be written, nothing is half written, and the reason is said; when it can be again, it works again. */
class ImpossibleWritesTest {

  private static final Duration PATIENCE = Duration.ofMillis(60);
  private static final SampleArtifact LARGE = SampleArtifact.random(900_000, 5);

  @TempDir
  static Path directory;

  private static Path original;
  private static Hash branch;
  private static int copies;

  @BeforeAll
  static void makeHistory() throws Exception {
    original = BranchyHistory.in(directory).repository();
    try (Repository repository = open(original)) {
      branch = repository.timeline().resolve("start:side").orElseThrow();
    }
  }

  private static Repository open(Path file) {
    return Repository.open(file,
        new RepositoryOptions(new MemoryBudget(64 << 20), 16 << 20, InstantSource.fixed(RepositoryFixture.NOW),
            PATIENCE));
  }

  private static Path copy() throws Exception {
    return Files.copy(original, directory.resolve("copy" + ++copies + ".fossil"));
  }

  /** What writes in one way each; the check-in {@code branch} is purged, the rest is large. */
  static Map<String, Runnable> writes(Repository repository, Hash branch) {
    Map<String, Runnable> writes = new LinkedHashMap<>();
    writes.put("receive", () -> {
      try (ArtifactWriter writer = repository.artifacts().receive(new Provenance("nobody", "192.0.2.1", null))) {
        writer.file(LARGE.name(), null, LARGE.content(), false);
        writer.finish();
      }
    });
    writes.put("unversioned", () -> repository.unversioned().add(RepositoryFixture.ADMIN,
        List.of(new NewFile("large", LARGE.bytes())), RepositoryFixture.NOW));
    writes.put("purge",
        () -> repository.graveyard().purge(new PurgeSelection.Checkins(List.of(branch)), "x".repeat(900_000)));
    return writes;
  }

  @Test
  void aFullDisk() throws Exception {
    Path file = copy();
    List<String> before = RepositoryComparison.dump(file);
    try (Repository repository = open(file)) {
      SqliteArtifactStore store = (SqliteArtifactStore) repository.artifacts();
      long pages = Long.parseLong(Rows.of(file, "PRAGMA page_count").getFirst());
      // The limit belongs to the writer's connection, which lives as long as it is used.
      store.operate((transaction, rows) -> transaction.session().number(0, "PRAGMA max_page_count=" + (pages + 4)));
      writes(repository, branch).forEach((what, write) -> {
        assertThatThrownBy(write::run).as(what).isInstanceOf(RepositoryException.NoSpace.class)
            .hasMessageStartingWith(file.toString()).hasMessageContaining("full");
        assertThat(RepositoryComparison.dump(file)).as(what).isEqualTo(before);
      });
      store.operate((transaction, rows) -> transaction.session().number(0, "PRAGMA max_page_count=1000000"));

      writes(repository, branch).values().forEach(Runnable::run);

      assertThat(repository.artifacts().lookup(LARGE.name()).isHeld()).isTrue();
    }
    assertThat(Rows.of(file, "PRAGMA integrity_check")).containsExactly("ok");
  }

  @Test
  void anotherProgramThatHoldsTheFileForLongerThanOurPatience() throws Exception {
    Path file = copy();
    byte[] before = Files.readAllBytes(file);
    try (Repository repository = open(file);
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement lock = other.createStatement()) {
      lock.execute("BEGIN EXCLUSIVE");
      writes(repository, branch).forEach((what, write) -> assertThatThrownBy(write::run).as(what)
          .isInstanceOf(RepositoryException.Busy.class).hasMessageStartingWith(file.toString())
          .hasMessageContaining("held it locked"));
      assertThatThrownBy(() -> repository.artifacts().load(branch)).isInstanceOf(RepositoryException.Busy.class);
      lock.execute("ROLLBACK");
      assertThat(Files.readAllBytes(file)).isEqualTo(before);

      writes(repository, branch).values().forEach(Runnable::run);
    }
  }

  /** Connections that may only read are what a read-only file leaves us, whoever runs the test. */
  @Test
  void aFileThatMayOnlyBeRead() throws Exception {
    Path file = copy();
    byte[] before = Files.readAllBytes(file);
    try (Repository repository = open(file)) {
      SqliteArtifactStore store = (SqliteArtifactStore) repository.artifacts();
      store.operate((transaction, rows) -> {
        transaction.session().execute("PRAGMA query_only=1");
        return 0;
      });
      writes(repository, branch).forEach((what, write) -> assertThatThrownBy(write::run).as(what)
          .isInstanceOf(RepositoryException.Unreadable.class).hasMessageStartingWith(file.toString())
          .hasMessageContaining("read-only"));
      repository.artifacts().load(branch).orElseThrow().close();
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}
