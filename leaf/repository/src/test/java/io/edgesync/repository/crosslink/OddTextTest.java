package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.RawArtifacts;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.structure.OddArtifacts;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
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

/** Text of all kinds of bytes, in every card that holds text, is in the tables as stock Fossil puts it there. */
class OddTextTest {

  @TempDir
  static Path directory;

  private static FossilProcess fossil;
  private static Path bare;
  private static Path stock;

  @BeforeAll
  static void makeHistory() throws Exception {
    fossil = FossilProcess.in(directory);
    bare = directory.resolve("bare.fossil");
    fossil.ok(directory, "init", bare.toString());
    RawArtifacts.store(bare, OddArtifacts.all());
    stock = StockHistory.rebuilt(fossil, bare);
  }

  @Test
  void stockKeepsTheBytesItself() throws SQLException {
    assertThat(number("SELECT count(*) FROM event")).isEqualTo(OddArtifacts.all().size() + 1);
    assertThat(number("SELECT count(*) FROM event WHERE hex(comment)='61E962' AND typeof(comment)='text'"))
        .isPositive();
    assertThat(number("SELECT count(*) FROM event WHERE hex(user)='EDA080'")).isPositive();
    assertThat(number("SELECT count(*) FROM filename WHERE hex(name)='66C080'")).isPositive();
    assertThat(number("SELECT count(*) FROM tagxref WHERE hex(value)='C3A9C3'")).isPositive();
    assertThat(number("SELECT count(*) FROM tag WHERE hex(substr(tagname,5))='F5808080'")).isPositive();
  }

  @Test
  void aRebuildWritesTheSameBytes() throws Exception {
    Path ours = Files.copy(bare, directory.resolve("ours.fossil"));

    Maintenance.rebuild(ours, RepositoryFixture.options(), RebuildProgress.SILENT);

    assertThat(RepositoryComparison.differences(ours, stock)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void artifactsThatArriveLeaveTheSameBytes(long seed) throws Exception {
    Path scratch = Files.createDirectories(directory.resolve("order-" + seed));
    List<FedRepository.Fed> order = new ArrayList<>(FedRepository.artifacts(fossil, bare, scratch));
    Collections.shuffle(order, new Random(seed));

    Path fed = scratch.resolve("fed.fossil");
    try (FedRepository repository = FedRepository.emptied(bare, fed)) {
      repository.feed(order, 10);
    }

    // What is fed here lacks the deltas that the rebuild makes on its way, by which it changes its own order.
    assertThat(FedRepository.differencesButForDates(fed, StockHistory.rebuilt(fossil, fed))).isEmpty();
  }

  private static long number(String query) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + stock);
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      return row.getLong(1);
    }
  }
}
