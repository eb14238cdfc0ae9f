package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.ForumHistory;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.history.WikiHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wiki pages, technotes, attachments and forum posts: in whatever order they arrive, a rebuild finds nothing to change. */
class KindsArrivalTest {

  @TempDir
  static Path directory;

  private static final Map<String, StockHistory> HISTORIES = new HashMap<>();
  private static final Map<String, List<FedRepository.Fed>> ARTIFACTS = new HashMap<>();

  private static void make(String name) throws IOException, SQLException {
    if (!HISTORIES.containsKey(name)) {
      Path home = Files.createDirectories(directory.resolve(name));
      StockHistory history = name.equals("wiki") ? WikiHistory.in(home) : ForumHistory.in(home);
      HISTORIES.put(name, history);
      ARTIFACTS.put(name, FedRepository.artifacts(history.fossil(), history.repository(), home));
    }
  }

  @ParameterizedTest
  @CsvSource({"wiki, 1, 20", "forum, 101, 120"})
  void aRebuildAfterAnyOrderOfRoundsChangesNothing(String name, long from, long to) throws IOException, SQLException {
    make(name);
    StockHistory history = HISTORIES.get(name);
    for (long seed = Long.getLong("seed", from); seed <= Long.getLong("seed", to); seed++) {
      List<FedRepository.Fed> order = new ArrayList<>(ARTIFACTS.get(name));
      Random random = new Random(seed);
      Collections.shuffle(order, random);
      Path file = directory.resolve(name + seed + ".fossil");
      FedRepository.emptied(history.repository(), file).close();
      try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
        for (int at = 0; at < order.size();) {
          int end = Math.min(order.size(), at + 1 + random.nextInt(seed % 5 == 0 ? 4 : 80));
          ArrivalThroughStoreTest.receive(repository.artifacts(), order.subList(at, end));
          at = end;
        }
      }

      assertThat(RepositoryComparison.differences(file, StockHistory.rebuilt(history.fossil(), file)))
          .as("seed %d", seed)
          .isEmpty();
      Files.delete(file);
    }
  }
}
