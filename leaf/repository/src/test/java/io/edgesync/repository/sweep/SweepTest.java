package io.edgesync.repository.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.history.Histories;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A few orders of every history; {@code ops/sweep-orders} goes through a hundred. {@code -Dseed=} takes another first one. */
class SweepTest {

  private static final int SEEDS = 4;

  @TempDir
  Path directory;

  static List<String> histories() {
    return Histories.names();
  }

  @ParameterizedTest
  @MethodSource("histories")
  void aRebuildFindsNothingToChangeInWhateverOrderAHistoryCame(String name) throws IOException, SQLException {
    long first = Long.getLong("seed", 1);
    System.out.println("history " + name + ", -Dseed=" + first);
    StockHistory history = Histories.make(name, directory);
    RepositoryOptions options = RepositoryFixture.options();
    Sweep sweep = new Sweep(FossilProcess.in(directory), directory, options);

    try (SweepSource source = SweepSource.open(history.repository(), options)) {
      for (long seed = first; seed < first + SEEDS; seed++) {
        Sweep.Outcome outcome = sweep.run(source, seed, 40, 35, done -> {});
        assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
      }
    }
  }
}
