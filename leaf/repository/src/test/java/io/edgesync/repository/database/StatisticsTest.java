package io.edgesync.repository.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Rows;
import io.edgesync.repository.history.StockHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository that was analysed when it had a check-in or two, as stock Fossil leaves each. */
class StatisticsTest {

  /** As they are asked for each artifact that arrives, and for each check-in. */
  private static final List<String> QUERIES = List.of(
      "SELECT rid FROM blob b LEFT JOIN delta d USING(rid) WHERE b.uuid=?",
      "SELECT cid FROM plink WHERE pid=? AND isprim", "SELECT pid FROM plink WHERE cid=? ORDER BY isprim DESC, rowid",
      "SELECT tagid, value FROM tagxref WHERE rid=?", "SELECT rid FROM tagxref WHERE tagid=10 AND tagtype=1",
      "SELECT substr(tagname,5) FROM tagxref JOIN tag USING(tagid) WHERE rid=? AND tagtype=2 AND tagname GLOB 'sym-*'");

  @TempDir
  private Path directory = Path.of("");
  private Path file = Path.of("");
  private RepositoryDatabase database = RepositoryDatabase.of(Path.of("none"), Duration.ZERO);

  @BeforeEach
  void makeHistory() throws Exception {
    StockHistory history = StockHistory.in(directory);
    history.add("a", "1").commit("first");
    file = history.repository();
    Rows.change(file, "ANALYZE");
    database.close();
    database = RepositoryDatabase.of(file, Duration.ofSeconds(5));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<String> scans() {
    return database.write(transaction -> scans(transaction.session()));
  }

  private static List<String> scans(SqlSession session) throws SQLException {
    List<String> scans = new ArrayList<>();
    for (String query : QUERIES) {
      session.list(row -> row.getString(4), "EXPLAIN QUERY PLAN " + query).stream()
          .filter(step -> step.startsWith("SCAN "))
          .forEach(step -> scans.add(query + ": " + step));
    }
    return scans;
  }

  @Test
  void theWriterDoesNotScanWhatAnIndexServes() throws Exception {
    try (SqlSession other = new SqlSession(SqliteDriver.open(file, new java.util.Properties()))) {
      assertThat(scans(other)).isNotEmpty();
    }

    assertThat(scans()).isEmpty();
  }

  @Test
  void theFileDoesNotShowIt() throws IOException, SQLException {
    byte[] before = Files.readAllBytes(file);

    assertThat(scans()).isEmpty();

    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(Rows.of(file, "SELECT tbl FROM sqlite_stat1")).isNotEmpty();
  }

  @Test
  void statisticsThatAreReadAgainAreNotBelievedEither() throws Exception {
    assertThat(scans()).isEmpty();

    Rows.change(file, "CREATE TABLE fx_another(a)");
    assertThat(scans()).isEmpty();

    assertThatThrownBy(() -> database.write(transaction -> {
      transaction.session().execute("CREATE TABLE fx_third(a)");
      throw new IllegalStateException("taken back");
    })).hasMessage("taken back");
    assertThat(scans()).isEmpty();
  }
}
