package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.BranchyHistory;
import io.edgesync.repository.process.SmallFileSystem;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.timeline.TimelineFilter;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** File systems that are really full, and really read-only: a program of ours works on them in a JVM of its own. */
class RealFileSystemsTest {

  private static final String PLAIN = "plain.fossil";
  private static final String LOGGED = "logged.fossil";
  private static final String UNFINISHED = "unfinished.fossil";

  @TempDir
  Path directory;

  private Path files;
  private Path mountPoint;

  @BeforeEach
  void makeHistory() throws Exception {
    files = Files.createDirectory(directory.resolve("files"));
    mountPoint = Files.createDirectory(directory.resolve("mounted"));
    Path history = BranchyHistory.in(Files.createDirectory(directory.resolve("history"))).repository();
    Files.copy(history, files.resolve(PLAIN));
  }

  @Test
  void aReadOnlyFileSystemIsReadAsStockReadsIt() throws Exception {
    Files.copy(files.resolve(PLAIN), files.resolve(LOGGED));
    Rows.of(files.resolve(LOGGED), "PRAGMA journal_mode=WAL");
    unfinished(files.resolve(PLAIN), files.resolve(UNFINISHED));

    assertThat(SmallFileSystem.run(mountPoint, 24, files, true, ReadOnly.class)).contains("as expected");
  }

  /** Leaves a journal as a program does that dies in the middle of a transaction which has reached the file. */
  private static void unfinished(Path from, Path to) throws Exception {
    Path source = Files.copy(from, to.resolveSibling("..").resolve("source.fossil").normalize());
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + source);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA cache_size=1");
      statement.execute("BEGIN EXCLUSIVE");
      statement.execute("UPDATE blob SET rcvid=rcvid+1");
      statement
          .execute("CREATE TABLE fx_much AS WITH RECURSIVE c(n) AS (VALUES(1) UNION ALL SELECT n+1 FROM c LIMIT 300)"
              + " SELECT randomblob(3000) FROM c");
      Files.copy(source, to);
      Files.copy(source.resolveSibling("source.fossil-journal"), to.resolveSibling(UNFINISHED + "-journal"));
      statement.execute("ROLLBACK");
    }
  }

  @Test
  void aFullFileSystemChangesNothingUntilThereIsRoom() throws Exception {
    assertThat(SmallFileSystem.run(mountPoint, 16, files, false, Full.class)).contains("as expected");
  }

  /** On the read-only file system. */
  static final class ReadOnly {
    private ReadOnly() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      Path file = directory.resolve(PLAIN);
      assertThatThrownBy(() -> Files.createFile(directory.resolve("new")))
          .hasMessageContaining("Read-only file system");
      try (Repository repository = RepositoryFixture.open(file)) {
        assertReads(repository);
        ImpossibleWritesTest.writes(repository, branch(repository)).forEach((what, write) -> assertThatThrownBy(
            write::run).as(what).isInstanceOf(RepositoryException.Unreadable.class)
            .hasMessageStartingWith(file.toString()).hasMessageContaining("read-only"));
        assertThatThrownBy(repository::rebuild).isInstanceOf(RepositoryException.Unreadable.class);
        assertReads(repository);
      }
      assertThat(stockReads(file)).isTrue();

      assertRefusedLikeStock(directory.resolve(LOGGED), "write-ahead log");
      assertRefusedLikeStock(directory.resolve(UNFINISHED), "unfinished");
      System.out.println("as expected");
    }

    private static void assertReads(Repository repository) {
      Hash tip = repository.timeline().resolve("trunk").orElseThrow();
      assertThat(repository.timeline().newest(10, TimelineFilter.ALL)).isNotEmpty();
      assertThat(repository.timeline().checkin(tip)).isPresent();
      assertThat(repository.timeline().files(tip)).isNotEmpty();
      repository.artifacts().load(tip).orElseThrow().close();
      assertThat(repository.changes().dataVersion()).isPositive();
      assertThat(repository.verify(RebuildProgress.SILENT).wrong()).isEmpty();
      assertThat(RepositoryComparison.dump(repository.file())).isNotEmpty();
    }

    private static boolean stockReads(Path file) throws Exception {
      return FossilProcess.in(Files.createTempDirectory("home"))
          .run(file.getParent(), "timeline", "-R", file.toString()).exitCode() == 0;
    }

    private static void assertRefusedLikeStock(Path file, String why) throws Exception {
      assertThat(stockReads(file)).isFalse();
      assertThatThrownBy(() -> RepositoryFixture.open(file)).isInstanceOf(RepositoryException.Unreadable.class)
          .hasMessageStartingWith(file.toString()).hasMessageContaining(why);
    }
  }

  /** On the small file system that can be written to. */
  static final class Full {
    private Full() {}

    public static void main(String[] arguments) throws Exception {
      Path file = Path.of(arguments[0]).resolve(PLAIN);
      Path ballast = file.resolveSibling("ballast");
      List<String> before = RepositoryComparison.dump(file);
      try (Repository repository = RepositoryFixture.open(file)) {
        Hash branch = branch(repository);
        for (int kilobytesLeft : new int[]{0, 4, 48, 400}) {
          Files.write(ballast, new byte[(int) Files.getFileStore(file).getUsableSpace() - (kilobytesLeft << 10)]);
          ImpossibleWritesTest.writes(repository, branch).forEach((what, write) -> {
            assertThatThrownBy(write::run).as(what + " in %d KB", kilobytesLeft)
                .isInstanceOf(RepositoryException.NoSpace.class).hasMessageStartingWith(file.toString());
            assertThat(RepositoryComparison.dump(file)).as(what).isEqualTo(before);
          });
          Files.delete(ballast);
        }
        ImpossibleWritesTest.writes(repository, branch).values().forEach(Runnable::run);
        assertThat(RepositoryComparison.dump(file)).isNotEqualTo(before);
        assertThat(repository.verify(RebuildProgress.SILENT).wrong()).isEmpty();
      }
      System.out.println("as expected");
    }
  }

  private static Hash branch(Repository repository) {
    return repository.timeline().resolve("start:side").orElseThrow();
  }
}
