package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.history.RichHistory;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.testing.FossilProcess;
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

/** In whatever order a history arrives, {@code fossil rebuild} finds nothing to change. */
class RebuildEqualityTest {

  @TempDir
  static Path directory;

  private static FossilProcess fossil;
  private static Path stock;
  private static List<FedRepository.Fed> artifacts;

  @BeforeAll
  static void makeHistory() throws IOException, SQLException {
    StockHistory history = RichHistory.in(directory);
    fossil = history.fossil();
    stock = history.repository();
    artifacts = FedRepository.artifacts(fossil, stock, directory);
  }

  @Test
  void theHistoryIsARichOne() {
    assertThat(artifacts.size()).isGreaterThan(100);
    assertThat(artifacts.stream().filter(FedRepository.Fed::isPrivate).count()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void aRebuildAfterAnyOrderOfArrivalChangesNothing(long seed) throws IOException, SQLException {
    List<FedRepository.Fed> order = new ArrayList<>(artifacts);
    Collections.shuffle(order, new Random(seed));

    Path fed = directory.resolve("fed-" + seed + ".fossil");
    try (FedRepository repository = FedRepository.emptied(stock, fed)) {
      repository.feed(order, seed % 2 == 0 ? order.size() : 7);
    }

    assertThat(FedRepository.differencesButForDates(fed, StockHistory.rebuilt(fossil, fed))).isEmpty();
  }
}
