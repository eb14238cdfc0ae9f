package io.edgesync.repository.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.history.RawArtifacts;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What looks wrong is looked at again only where somebody wrote meanwhile, and then once, all together. */
class LookingAgainTest {

  private static final int WRONG = 200;
  /** What verify asks for once a walk. */
  private static final int HASHERS = 1;

  @TempDir
  private Path directory = Path.of("");
  private Path file = Path.of("");
  private final AtomicInteger hashers = new AtomicInteger();

  /** A chain of which everything but the full text at its beginning is no delta. */
  @BeforeEach
  void aChainWithDamageAtItsRoot() throws SQLException {
    file = directory.resolve("a.fossil");
    RepositoryFixture.create(file).close();
    List<Integer> rids = RawArtifacts.store(file, IntStream.rangeClosed(0, WRONG)
        .mapToObj(i -> ("number " + i).getBytes(StandardCharsets.UTF_8)).toList());
    Rows.change(file, "INSERT INTO delta SELECT rid, rid-1 FROM blob WHERE rid>" + rids.getFirst());
  }

  private VerificationReport verify(RebuildProgress progress) throws SQLException, InterruptedException {
    Supplier<ArtifactHasher> counted = () -> {
      hashers.incrementAndGet();
      return new JdkArtifactHasher();
    };
    try (DamagedCopy copy = DamagedCopy.of(file, directory.resolve("copy.fossil"))) {
      return copy.verify(
          new RebuildOptions(HASHERS, 1 << 20, 1 << 20, counted, InstantSource.system(), null, progress));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private void write() {
    try {
      Rows.change(directory.resolve("copy.fossil"), "UPDATE config SET mtime=mtime+1");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertAllAreNamed(VerificationReport report) {
    assertThat(report.wrong().stream().filter(each -> each.fault() == Fault.UNREADABLE)).hasSize(WRONG);
  }

  @Test
  void whereNobodyWroteThereIsOneWalk() throws Exception {
    assertAllAreNamed(verify(RebuildProgress.SILENT));

    assertThat(hashers).hasValue(HASHERS);
  }

  @Test
  void whereSomebodyWroteThereAreTwoHoweverMuchIsWrong() throws Exception {
    assertAllAreNamed(verify((done, total) -> write()));

    assertThat(hashers).hasValue(2 * HASHERS);
  }

  @Test
  void connectionsOfOursAreNobodyElse() throws Exception {
    try (ForeignChanges changes = new ForeignChanges(file)) {
      try (Repository repository = RepositoryFixture.open(file)) {
        repository.verify(RebuildProgress.SILENT);
      }
      assertThat(changes.any()).isFalse();

      Rows.change(file, "UPDATE config SET mtime=mtime+1");
      assertThat(changes.any()).isTrue();
    }
  }
}
