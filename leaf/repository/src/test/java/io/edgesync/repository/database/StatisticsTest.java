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
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository that was analysed when it had a check-in or two, as stock Fossil leaves each. */
class StatisticsTest {

  /** Asked once for all that a batch, or many of them, want to know: what is in memory from then on. */
  private static final List<String> ASKED_ONCE = List.of(
      "SELECT objid FROM event WHERE type='g' UNION SELECT cid FROM plink WHERE NOT isprim",
      "SELECT tagid, rid, srcid, mtime FROM tagxref WHERE srcid>0 AND srcid<>rid");

  /** What has a plan. */
  private static final Pattern PLANNED = Pattern.compile("(SELECT|WITH|INSERT|REPLACE|UPDATE|DELETE) ");

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

  /** Receives artifacts of every kind; gives the scans in what the writer's connection prepared for them. */
  private List<String> scans() {
    Arriving.receive(database);
    return database.write(transaction -> scans(transaction.session(), transaction.session().statements()));
  }

  private static List<String> scans(SqlSession session, Collection<String> statements) throws SQLException {
    List<String> scans = new ArrayList<>();
    for (String statement : statements) {
      if (PLANNED.matcher(statement).lookingAt() && ASKED_ONCE.stream().noneMatch(statement::startsWith)) {
        session.list(row -> row.getString(4), "EXPLAIN QUERY PLAN " + statement).stream()
            .filter(step -> isScan(step, statement))
            .forEach(step -> scans.add(statement + ": " + step));
      }
    }
    return scans;
  }

  /** Of a table, which grows; not of the rows that a recursive query has just made, nor of a list that is given. */
  private static boolean isScan(String step, String statement) {
    return step.contains(" AUTOMATIC ")
        || step.startsWith("SCAN ") && !step.equals("SCAN CONSTANT ROW") && !step.equals("SCAN sqlite_schema")
            && !step.matches("SCAN (json_each|j) VIRTUAL TABLE INDEX 1:")
            && !statement.startsWith("WITH RECURSIVE " + step.substring("SCAN ".length()) + "(");
  }

  @Test
  void theWriterDoesNotScanWhatAnIndexServes() throws Exception {
    assertThat(scans()).isEmpty();

    Set<String> statements = database.write(transaction -> transaction.session().statements());
    assertThat(statements).hasSizeGreaterThan(100);
    try (SqlSession other = new SqlSession(SqliteDriver.open(file, new Properties()))) {
      assertThat(scans(other, statements)).isNotEmpty();
    }
  }

  @Test
  void theFileDoesNotShowIt() throws IOException, SQLException {
    byte[] before = Files.readAllBytes(file);

    List<String> scans = database
        .write(transaction -> scans(transaction.session(), List.of("SELECT cid FROM plink WHERE pid=? AND isprim")));

    assertThat(scans).isEmpty();

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
