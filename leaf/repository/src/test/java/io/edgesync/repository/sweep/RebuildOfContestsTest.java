package io.edgesync.repository.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.Histories;
import io.edgesync.repository.history.StockHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the order of visits decides who has a tag, our rebuild visits as the stock one does, down every tree of deltas. */
class RebuildOfContestsTest {

  private static final int SEEDS = 6;

  @TempDir
  Path directory;

  @Test
  void aRebuildVisitsInStockFossilsOrder() throws IOException, SQLException {
    long first = Long.getLong("seed", 1);
    System.out.println("-Dseed=" + first);
    StockHistory history = Histories.make("contests", directory);
    RepositoryOptions options = RepositoryFixture.options();

    try (SweepSource source = SweepSource.open(history.repository(), options)) {
      for (long seed = first; seed < first + SEEDS; seed++) {
        Path file = directory.resolve("ours-" + seed + ".fossil");
        source.makeFresh(file, options);
        try (Repository target = Repository.open(file, options)) {
          // Many deltas of one source: the order among them counts.
          assertThat(new Feed(source, seed, 40, 0).into(target, sent -> {})).isEmpty();
        }
        Path stock = Files.copy(file, directory.resolve("stock-" + seed + ".fossil"));
        history.fossil().ok(directory, "rebuild", stock.toString());
        try (Repository ours = Repository.open(file, options)) {
          ours.rebuild();
        }

        assertThat(RepositoryComparison.differences(file, stock)).as("seed %d", seed).isEmpty();
      }
    }
  }
}
