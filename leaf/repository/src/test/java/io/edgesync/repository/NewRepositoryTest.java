package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository of ours beside one that {@code fossil init} made. */
class NewRepositoryTest {

  /** Where a table holds what is drawn by lot or is the time of day, its rows without that; the password is a hash here and clear there. */
  private static final Map<String, String> DRAWN = Map.of("config",
      "SELECT name, typeof(value), CASE WHEN name LIKE '%-code' THEN length(value) ELSE value END, typeof(mtime) FROM config"
          + " ORDER BY rowid",
      "user",
      "SELECT uid, login, typeof(pw), cap, cookie, ipaddr, cexpire, info, mtime, photo, jx, CASE login WHEN 'anonymous'"
          + " THEN length(pw) WHEN 'tester' THEN '' ELSE pw END FROM user ORDER BY uid",
      "rcvfrom", "SELECT rcvid, uid, typeof(mtime), nonce, ipaddr FROM rcvfrom",
      "blob", "SELECT rid, rcvid, size, length(uuid), typeof(uuid), typeof(content) FROM blob",
      "tagxref", "SELECT tagid, tagtype, srcid, origid, value, typeof(mtime), rid FROM tagxref ORDER BY rowid",
      "event",
      "SELECT type, typeof(mtime), objid, tagid, uid, bgcolor, euser, user, ecomment, comment, brief, mtime=omtime FROM event");

  @TempDir
  Path directory;

  @Test
  void hasTheSchemaOfFossilInit() throws SQLException {
    Path ours = ours();
    Path stock = stock();

    // The table of statistics is what SQLite notes when stock Fossil closes the file.
    String schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name<>'sqlite_stat1' ORDER BY rowid";
    assertThat(rows(ours, schema)).isEqualTo(rows(stock, schema));
    for (String pragma : List.of("page_size", "application_id", "user_version", "journal_mode", "auto_vacuum",
        "encoding")) {
      assertThat(rows(ours, "PRAGMA " + pragma)).as(pragma).isEqualTo(rows(stock, "PRAGMA " + pragma));
    }
  }

  @Test
  void hasTheRowsOfFossilInit() throws SQLException {
    Path ours = ours();
    Path stock = stock();

    for (String table : rows(stock,
        "SELECT name FROM sqlite_schema WHERE type='table' AND name<>'sqlite_stat1' ORDER BY name")) {
      String query = DRAWN.getOrDefault(table, "SELECT * FROM " + table);
      assertThat(rows(ours, query)).as(query).isEqualTo(rows(stock, query));
    }
    assertThat(rows(ours, DRAWN.get("config"))).hasSize(11);
  }

  @Test
  void givesNobodyNoMoreThanFossilInit() throws SQLException {
    String letters = "SELECT login, cap FROM user WHERE login IN ('nobody','anonymous','reader','developer') ORDER BY login";

    assertThat(rows(ours(), letters)).isEqualTo(rows(stock(), letters))
        .containsExactly("anonymous|hmnc", "developer|ei", "nobody|gjorz", "reader|kptw");
  }

  @Test
  void storesThePasswordAsItsHash() throws SQLException {
    Path ours = ours();

    String code = rows(ours, "SELECT value FROM config WHERE name='project-code'").getFirst();
    assertThat(ProjectCode.isProjectCode(code)).isTrue();
    assertThat(rows(ours, "SELECT length(pw) FROM user WHERE login='tester'")).containsExactly("40");
  }

  @Test
  void isTakenByStockFossil() {
    Path ours = ours();

    FossilProcess fossil = FossilProcess.in(directory);
    assertThat(fossil.ok(directory, "test-integrity", "-R", ours.toString())).contains(" 0 errors")
        .contains("check: ok");
    assertThat(fossil.ok(directory, "timeline", "-R", ours.toString())).contains("initial empty check-in");
    fossil.ok(directory, "rebuild", ours.toString());
  }

  @Test
  void isNotMadeOverAnythingElse() throws Exception {
    Path file = Files.writeString(directory.resolve("there.fossil"), "something");

    assertThatThrownBy(() -> RepositoryFixture.create(file)).isInstanceOf(RepositoryException.Exists.class)
        .hasMessageContaining("exists already");
    assertThat(file).hasContent("something");
  }

  @Test
  void aFailureLeavesNoFile() {
    Path file = directory.resolve("missing").resolve("x.fossil");

    assertThatThrownBy(() -> RepositoryFixture.create(file)).isInstanceOf(RepositoryException.class)
        .hasMessageContaining("x.fossil");
  }

  @Test
  void theBytesOfALoginAreKept() {
    byte[] checkin = RepositoryFounder.initialCheckin("j\udcf6r", RepositoryFixture.NOW);

    assertThat(new String(checkin, StandardCharsets.ISO_8859_1)).contains("\nU j\u00f6r\n");
    assertThat(ArtifactParser.parseOrNull(checkin)).isInstanceOf(Manifest.class);
  }

  private Path ours() {
    Path file = directory.resolve("ours.fossil");
    RepositoryFixture.create(file).close();
    return file;
  }

  private Path stock() {
    Path file = directory.resolve("stock.fossil");
    FossilProcess.in(directory).ok(directory, "init", "-A", FossilProcess.USER, file.toString());
    return file;
  }

  private static List<String> rows(Path file, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      int columns = row.getMetaData().getColumnCount();
      while (row.next()) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          line.append(i > 1 ? "|" : "").append(row.getString(i));
        }
        rows.add(line.toString());
      }
    }
    return rows;
  }
}
