package io.edgesync.repository.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.rebuild.RebuildRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that only odd cards, tags or merges ask for: in whatever order artifacts come, and after our own rebuild, as the stock program's rebuild has them. */
class OddRowsTest {

  private static final int SEEDS = 12;

  @TempDir
  Path directory;

  private StockHistory history;
  private String first;
  private String second;

  @BeforeEach
  void makeCheckins() throws IOException {
    history = StockHistory.in(directory);
    first = history.add("file.txt", "line\n".repeat(20)).commit("first");
    second = history.add("other.txt", "other\n".repeat(20)).commit("second", "--branch", "other");
    history.run("update", first);
  }

  private void assertEqualInEveryOrder() throws IOException, SQLException {
    RepositoryOptions options = RepositoryFixture.options();
    history.rebuild();
    long seed = Long.getLong("seed", 1);
    System.out.println("-Dseed=" + seed);
    Sweep sweep = new Sweep(history.fossil(), directory, options);
    try (SweepSource source = SweepSource.open(history.repository(), options)) {
      for (long each = seed; each < seed + SEEDS; each++) {
        Sweep.Outcome outcome = sweep.run(source, each, 4, 35, done -> {});
        assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
      }
    }
    Path byStock = StockHistory.rebuilt(history.fossil(), history.repository());
    Maintenance.rebuild(history.repository(), options, new RebuildRequest(false, "tester"), RebuildProgress.SILENT);
    assertThat(RepositoryComparison.differences(history.repository(), byStock)).isEmpty();
  }

  /** A check-in of {@code file.txt} and nothing else. */
  private void putCheckin(String parent, String lastCards) throws IOException {
    history.putCards("C odd\nD " + history.nextDate() + "\nF file.txt " + history.fileHash(first, "file.txt") + "\nP "
        + parent + "\n" + lastCards);
  }

  @Test
  void aMergeThatRemovesAShunnedFile() throws IOException, SQLException {
    String adds = history.add("secret.txt", "secret\n".repeat(20)).commit("adds a secret");
    String secret = history.fileHash(adds, "secret.txt");
    history.run("merge", "other");
    history.run("rm", "--hard", "secret.txt");
    history.commit("merges and removes it");
    history.sql("INSERT INTO shun(uuid, mtime) VALUES('" + secret + "', 1)");

    assertEqualInEveryOrder();
  }

  @Test
  void aCheckinThatCancelsItsOwnCommentAndUserWithAValue() throws IOException, SQLException {
    putCheckin(second, "T -comment * c\nT -date * 2024-02-02\nT -user * zed\nU t\n");

    assertEqualInEveryOrder();
  }

  @Test
  void aDateThatIsNone() throws IOException, SQLException {
    putCheckin(second, "U t\n");
    history.tag("add", "--raw", "date", second, "notadate");
    history.tag("add", "--raw", "--propagate", "date", first, "notadate");

    assertEqualInEveryOrder();
  }

  @Test
  void aCheckinThatIsPickedAndBackedOutAtOnce() throws IOException, SQLException {
    history.tag("add", "known", second);
    String changed = history.write("file.txt", "line\n".repeat(19)).commit("changed");
    String added = history.add("added.txt", "added\n").commit("added");
    history.putCards("C both\nD " + history.nextDate() + "\nF added.txt " + history.fileHash(added, "added.txt")
        + "\nF file.txt " + history.fileHash(first, "file.txt") + "\nF other.txt "
        + history.fileHash(second, "other.txt") + "\nP " + changed + "\nQ +" + second + "\nQ -" + second + "\nU t\n");

    assertEqualInEveryOrder();
  }
}
