package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.history.TicketHistory;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In whatever order the changes of tickets arrive, {@code fossil rebuild} finds nothing to change. */
class TicketEqualityTest {

  @TempDir
  static Path directory;

  private static FossilProcess fossil;
  private static Path usual;
  private static List<FedRepository.Fed> usualArtifacts;
  private static Path custom;
  private static List<FedRepository.Fed> customArtifacts;

  @BeforeAll
  static void makeHistories() throws IOException, SQLException {
    StockHistory history = TicketHistory.in(Files.createDirectory(directory.resolve("usual")));
    fossil = history.fossil();
    usual = history.repository();
    usualArtifacts = FedRepository.artifacts(fossil, usual, usual.getParent());
    custom = TicketHistory.custom(Files.createDirectory(directory.resolve("custom"))).repository();
    customArtifacts = FedRepository.artifacts(fossil, custom, custom.getParent());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void withTheUsualColumns(long seed) throws IOException, SQLException {
    assertAnyOrderIsRebuild(usual, usualArtifacts, seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void withColumnsOfTheProject(long seed) throws IOException, SQLException {
    assertAnyOrderIsRebuild(custom, customArtifacts, seed);
  }

  private static void assertAnyOrderIsRebuild(Path stock, List<FedRepository.Fed> artifacts, long seed)
      throws IOException, SQLException {
    List<FedRepository.Fed> order = new ArrayList<>(artifacts);
    Random random = new Random(seed);
    Collections.shuffle(order, random);

    Path fed = directory.resolve("fed-" + seed + ".fossil");
    try (FedRepository repository = FedRepository.emptied(stock, fed)) {
      repository.feed(order, 1 + random.nextInt(order.size()));
    }

    assertThat(RepositoryComparison.differences(fed, StockHistory.rebuilt(fossil, fed))).isEmpty();
  }
}
