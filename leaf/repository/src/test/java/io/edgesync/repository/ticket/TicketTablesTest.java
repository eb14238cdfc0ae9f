package io.edgesync.repository.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.history.TicketHistory;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTablesTest {

  private static final String TABLES = "CREATE TABLE ticket(tkt_id INTEGER PRIMARY KEY, tkt_uuid TEXT UNIQUE, tkt_mtime DATE, title);";

  @TempDir
  static Path directory;

  private static FossilProcess fossil;
  private static Path stock;

  @BeforeAll
  static void makeRepository() {
    fossil = FossilProcess.in(directory);
    stock = fossil.init(directory.resolve("stock.fossil"), "secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {TicketHistory.CUSTOM, TABLES, "",
      "-- before\nCREATE TABLE ticket( -- the first; line\n  tkt_id INTEGER PRIMARY KEY, /* one\n two */ tkt_uuid TEXT UNIQUE,\n"
          + "  -- mtime, see below\n  tkt_mtime DATE\n  -- the last line\n); -- after\n/* between */ CREATE TABLE ticketchng(tkt_id -- id\n);",
      "  -- nothing;\n /* ; */ ",
      "CREATE TABLE ticket(tkt_id INTEGER PRIMARY KEY, tkt_uuid TEXT, tkt_mtime DATE, UNIQUE(tkt_uuid)) WITHOUT ROWID; SELECT 1",
      "create unique index \"odd;name\" on ticket(tkt_uuid)",
      "CREATE TABLE [ticket;s](`a;b` TEXT, c TEXT DEFAULT ';', d AS (c || ';')); INSERT INTO [ticket;s](c) VALUES(x'00'), (1.5);"
          + "UPDATE [ticket;s] SET c='it''s' WHERE c=1.5; DELETE FROM [ticket;s] WHERE c IS NULL;",
      "CREATE TABLE ticket_x AS SELECT 1 AS a, 'b' AS b; CREATE VIEW IF NOT EXISTS ticket_v AS SELECT * FROM ticket_x;",
      "CREATE TABLE fx_mine(a); CREATE INDEX fx_mine_a ON fx_mine(a); INSERT INTO fx_mine VALUES('z');",
      "CREATE TABLE IF NOT EXISTS fx_there(a, b); CREATE VIEW IF NOT EXISTS fx_kept AS SELECT 2;"
          + "DROP VIEW IF EXISTS ticket_old; CREATE VIEW ticket_old AS SELECT 'new';"})
  void areTheOnesThatARebuildMakes(String script) throws IOException, SQLException {
    String whole = script.contains("ON ticket(") || script.startsWith("create unique") ? TABLES + script : script;
    Path ours = repository("ours.fossil", whole);
    Path theirs = repository("theirs.fossil", whole);

    recreate(ours);
    fossil.ok(directory, "rebuild", theirs.toString());

    assertThat(tables(ours)).isEqualTo(tables(theirs)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP TABLE blob", "CREATE TABLE evil(x)", "CREATE TEMP TABLE ticket_x(a)",
      "CREATE TRIGGER ticket_t AFTER INSERT ON ticket BEGIN DELETE FROM blob; END",
      "INSERT INTO config VALUES('a','b',1)",
      "UPDATE user SET cap='s'", "DELETE FROM blob", "ATTACH 'stolen.db' AS ticket_a", "VACUUM INTO 'stolen.db'",
      "PRAGMA writable_schema=1", "UPDATE sqlite_schema SET sql=''", "INSERT INTO ticket_x SELECT pw FROM user",
      "ALTER TABLE ticket RENAME TO tickets", "CREATE TABLE ticket_n(a INTEGER PRIMARY KEY AUTOINCREMENT)", "BEGIN",
      "COMMIT", "ROLLBACK", "SAVEPOINT a", "ANALYZE", "REINDEX",
      "EXPLAIN SELECT 1", "CREATE VIRTUAL TABLE ticket_f USING fts5(a)", "CREATE INDEX ticket_i ON blob(uuid)",
      "CREATE VIEW blobs AS SELECT * FROM blob", "CREATE TABLE ticket_a(a CHECK(load_extension('x')))",
      "INSERT INTO ticket SELECT load_extension('x')", "CREATE TABLE ticket_p AS SELECT * FROM pragma_hard_heap_limit",
      "this is no SQL", "CREATE TABLE ticket(a", "; ';' ; 'unfinished", "DROP VIEW fx_kept; DROP TABLE fx_there"})
  void refuseWhatTheyMayNotDo(String statement) throws IOException, SQLException {
    assertRefusedWithoutATrace(TABLES + statement);
  }

  @Test
  void keepTheirCommentsWhereNoSettingAsksForOthers() throws IOException, SQLException {
    Path ours = repository("ours.fossil", null);
    Path theirs = repository("theirs.fossil", null);
    String before = tables(ours).toString();

    recreate(ours);
    fossil.ok(directory, "rebuild", theirs.toString());

    assertThat(before).doesNotContain("-- ");
    assertThat(tables(ours)).isEqualTo(tables(theirs)).asString().contains("-- Do not change");
  }

  @Test
  void areBoundedInTimeAndSpace() throws IOException, SQLException {
    long before = System.nanoTime();
    for (String statement : List.of(
        "WITH c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) INSERT INTO ticket(title) SELECT x FROM c",
        "INSERT INTO ticket(title) SELECT zeroblob(500000000)",
        "INSERT INTO ticket(title) WITH c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c LIMIT 100000) SELECT randomblob(100000) FROM c",
        "INSERT INTO ticket(title) WITH c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c LIMIT 200) SELECT count(*) FROM c"
            + " WHERE (x||hex(zeroblob(100000))) LIKE '%'||hex(zeroblob(24000))||'b'",
        "INSERT INTO ticket(title) WITH c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c LIMIT 20000) SELECT count(*) FROM c"
            + " WHERE instr(x||hex(zeroblob(120000)), hex(zeroblob(60000))||'1')",
        "CREATE TABLE ticket_w(" + "a,".repeat(3000) + "b)",
        "CREATE TABLE ticket_d(a CHECK(" + "NOT ".repeat(500) + "a))",
        "CREATE TABLE ticket_l(a DEFAULT '" + "x".repeat(TicketScript.CHARACTERS_MAX) + "')",
        "DELETE FROM ticket;".repeat(2000))) {
      assertRefusedWithoutATrace(TABLES + statement);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void areTheUsualOnesWhereNothingElseCanBeDone() throws IOException, SQLException {
    Path file = repository("fallback.fossil", "DROP TABLE blob");
    Path usual = repository("usual.fossil", null);

    try (Connection connection = open(file)) {
      TicketTables.recreateOrDefault(connection);
    }
    recreate(usual);

    assertThat(tables(file)).isEqualTo(tables(usual)).hasSizeGreaterThan(2);
  }

  private static void assertRefusedWithoutATrace(String script) throws IOException, SQLException {
    Path file = repository("refused.fossil", script);
    List<String> before = everything(file);

    assertThatThrownBy(() -> recreate(file)).isInstanceOf(RepositoryException.TicketTable.class)
        .hasMessageStartingWith("setting ticket-table: ").extracting(Throwable::getMessage).asString()
        .doesNotContain("\n").hasSizeLessThan(600);

    assertThat(everything(file)).isEqualTo(before);
    assertThat(directory.resolve("stolen.db")).doesNotExist();
    assertThat(Path.of("stolen.db")).doesNotExist();
  }

  private static Path repository(String name, @Nullable String script) throws IOException, SQLException {
    Path file = directory.resolve(name);
    Files.deleteIfExists(file);
    Files.copy(stock, file);
    try (Connection connection = open(file); Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE fx_there(a)");
      statement.execute("CREATE VIEW fx_kept AS SELECT 1");
      statement.execute("CREATE VIEW ticket_old AS SELECT 'old'");
      if (script != null) {
        try (PreparedStatement set = connection.prepareStatement("INSERT INTO config VALUES('ticket-table', ?, 1)")) {
          set.setString(1, script);
          set.executeUpdate();
        }
      }
    }
    return file;
  }

  private static void recreate(Path file) throws SQLException {
    try (Connection connection = open(file); Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      TicketTables.recreate(connection);
      // Closing without this rolls back, as the caller does when it throws.
      statement.execute("COMMIT");
    }
  }

  /** What the tables of tickets are, and the rows of those that the script filled. */
  private static List<String> tables(Path file) throws SQLException {
    try (Connection connection = open(file)) {
      String ours = "FROM sqlite_schema WHERE (tbl_name LIKE 'ticket%' OR tbl_name LIKE 'fx%' OR name='sqlite_sequence')";
      List<String> found = rows(connection,
          "SELECT type, name, tbl_name, sql " + ours + " ORDER BY type, name");
      for (String table : rows(connection, "SELECT name " + ours + " AND type='table' ORDER BY name")) {
        if (!table.equals("ticketchng")) {
          found.addAll(rows(connection, "SELECT * FROM " + TicketObject.quoted(table) + " ORDER BY 1"));
        }
      }
      return found;
    }
  }

  private static List<String> everything(Path file) throws SQLException {
    try (Connection connection = open(file)) {
      List<String> found = rows(connection, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid");
      for (String table : List.of("blob", "config", "user", "event", "fx_there")) {
        found.addAll(rows(connection, "SELECT * FROM " + table));
      }
      return found;
    }
  }

  private static List<String> rows(Connection connection, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          line.append(i > 1 ? "|" : "").append(row.getString(i));
        }
        rows.add(line.toString());
      }
    }
    return rows;
  }

  private static Connection open(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }
}
