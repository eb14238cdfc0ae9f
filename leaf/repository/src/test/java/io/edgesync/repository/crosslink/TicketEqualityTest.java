package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.history.TicketHistory;
import io.edgesync.repository.rebuild.Rebuild;
import io.edgesync.repository.rebuild.RebuildOptions;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

  @Test
  void theHistoriesHaveWhatIsCompared() {
    for (Path stock : List.of(usual, custom)) {
      assertThat(RepositoryComparison.compare(stock, stock))
          .filteredOn(result -> Set.of("ticket", "ticketchng", "backlink", "event").contains(result.table()))
          .hasSize(4).allSatisfy(result -> assertThat(result.rows()).isGreaterThan(1));
    }
  }

  /** One ticket pushes out another where a field must be unique, so that all of them have to be made again. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void withTicketsThatPushOutEachOther(long seed) throws IOException, SQLException {
    Path unique = directory.resolve("unique-" + seed + ".fossil");
    Files.copy(usual, unique);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + unique);
        PreparedStatement set = connection.prepareStatement("INSERT INTO config VALUES('ticket-table', ?, 1)")) {
      set.setString(1, "CREATE TABLE ticket(tkt_id INTEGER PRIMARY KEY, tkt_uuid TEXT UNIQUE, tkt_mtime DATE,"
          + " title TEXT, status TEXT, comment TEXT, type TEXT UNIQUE);");
      set.executeUpdate();
    }
    fossil.ok(directory, "rebuild", unique.toString());

    assertAnyOrderIsRebuild(unique, usualArtifacts, seed);
  }

  @Test
  void aTicketThatItsTableDoesNotTakeIsLeftOut() throws IOException, SQLException {
    Path strict = directory.resolve("strict.fossil");
    try (FedRepository repository = FedRepository.emptied(usual, strict)) {
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + strict);
          Statement statement = connection.createStatement()) {
        statement.execute("DROP TABLE ticket");
        statement.execute("CREATE TABLE ticket(tkt_id INTEGER PRIMARY KEY, tkt_uuid TEXT UNIQUE, tkt_mtime DATE,"
            + " title TEXT, status TEXT CHECK(status<>'Fixed'))");
      }
      repository.feed(usualArtifacts, 3);

      assertThat(repository.texts("SELECT tkt_uuid FROM ticket ORDER BY 1"))
          .containsExactly(TicketHistory.TICKETS.get(1), TicketHistory.TICKETS.get(2));
      assertThat(repository.texts("SELECT tkt_uuid FROM ticketchng JOIN ticket USING(tkt_id)")).isNotEmpty()
          .doesNotContain(TicketHistory.TICKETS.get(0));
      assertThat(repository
          .texts("SELECT comment FROM event WHERE type='t' AND objid NOT IN (SELECT attachid FROM attachment)"))
          .isNotEmpty()
          .noneMatch(comment -> comment.contains("0a0a0a"));
    }
  }

  @Test
  void changesThatCameBeforeTheirColumnsShowInThemAfterARebuild() throws Exception {
    Path later = directory.resolve("later.fossil");
    try (FedRepository repository = FedRepository.emptied(usual, later)) {
      repository.feed(customArtifacts, 2);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + later);
        Statement statement = connection.createStatement()) {
      statement.execute("ATTACH '" + custom + "' AS custom");
      statement.execute("REPLACE INTO config SELECT * FROM custom.config WHERE name GLOB 'ticket-*'");
      statement.execute("DETACH custom");
    }
    Path theirs = StockHistory.rebuilt(fossil, later);

    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + later);
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      Rebuild.run(connection, RebuildOptions.defaults(RebuildProgress.SILENT));
      statement.execute("COMMIT");
    }

    assertThat(RepositoryComparison.differences(later, theirs)).isEmpty();
  }

  private static void assertAnyOrderIsRebuild(Path stock, List<FedRepository.Fed> artifacts, long seed)
      throws IOException, SQLException {
    List<FedRepository.Fed> order = new ArrayList<>(artifacts);
    order.addAll(OddTicketChanges.all());
    Random random = new Random(seed);
    Collections.shuffle(order, random);

    Path fed = directory.resolve("fed-" + seed + ".fossil");
    try (FedRepository repository = FedRepository.emptied(stock, fed)) {
      repository.feed(order, 1 + random.nextInt(order.size()));
    }

    assertThat(RepositoryComparison.differences(fed, StockHistory.rebuilt(fossil, fed))).isEmpty();
  }
}
