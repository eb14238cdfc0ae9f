package io.edgesync.repository.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.Histories;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.rebuild.RebuildRequest;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A few orders of every history, and our own rebuild of it; {@code ops/sweep-orders} goes through a hundred orders. {@code -Dseed=} takes another first one. */
class SweepTest {

  private static final int SEEDS = 4;
  /** In the odd history an amended check-in is stored as a delta of a file that becomes a delta itself. */
  private static final long BELOW_A_FILE = 31;

  @TempDir
  Path directory;

  static List<String> histories() {
    return Histories.names();
  }

  @ParameterizedTest
  @MethodSource("histories")
  void everyOrderAndOurRebuildGiveWhatARebuildByStockGives(String name) throws IOException, SQLException {
    long first = Long.getLong("seed", 1);
    System.out.println("history " + name + ", -Dseed=" + first);
    StockHistory history = Histories.make(name, directory);
    RepositoryOptions options = RepositoryFixture.options();
    Sweep sweep = new Sweep(FossilProcess.in(directory), directory, options);

    try (SweepSource source = SweepSource.open(history.repository(), options)) {
      for (long seed : LongStream.concat(LongStream.range(first, first + SEEDS), LongStream.of(BELOW_A_FILE))
          .toArray()) {
        Sweep.Outcome outcome = sweep.run(source, seed, 40, 35, done -> {});
        assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
      }
    }
    Path byStock = StockHistory.rebuilt(history.fossil(), history.repository());
    Maintenance.rebuild(history.repository(), options, new RebuildRequest(false, FossilProcess.USER),
        RebuildProgress.SILENT);
    assertThat(RepositoryComparison.differences(history.repository(), byStock)).isEmpty();
  }
}
