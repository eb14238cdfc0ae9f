package io.edgesync.repository.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A comparison that cannot fail is worthless: one changed cell, whichever it is, must be seen. */
class RepositoryComparisonTest {

  /** One row at least in each table, over the artifacts 1 to 9. */
  private static final List<String> SPECIMEN = List.of(
      "WITH n(i) AS (SELECT 2 UNION ALL SELECT i+1 FROM n WHERE i<9) INSERT INTO blob SELECT i, 1, i, printf('%064d', i), x'00'"
          + " FROM n",
      "INSERT INTO phantom VALUES(2)", "INSERT INTO private VALUES(2)", "INSERT INTO orphan VALUES(2,3)",
      "INSERT INTO config VALUES('seen-delta-manifest','1',1)", "DELETE FROM unclustered",
      "INSERT INTO unclustered VALUES(2)", "INSERT INTO filename VALUES(1,'a'),(2,'b')",
      "INSERT INTO plink VALUES(1,2,1,2460000.5,NULL)", "INSERT INTO mlink VALUES(2,3,1,4,1,2,0,0)",
      "INSERT INTO cherrypick VALUES(1,2,0)", "DELETE FROM leaf", "INSERT INTO leaf VALUES(2)",
      "INSERT INTO tag VALUES(100,'sym-x'),(101,'wiki-y')",
      "INSERT INTO tagxref VALUES(100,1,2,2,'value',2460000.5,3),(7,1,3,3,NULL,2460000.5,3)",
      "INSERT INTO event VALUES('ci',2460000.5,2,NULL,NULL,'#fff','u','v','ec','c','b',2460000.5)",
      "INSERT INTO event VALUES('e',2460000.5,3,100,NULL,NULL,NULL,'v',NULL,'note',NULL,NULL)",
      "INSERT INTO event VALUES('f',2460000.5,4,NULL,NULL,NULL,NULL,'v',NULL,'Post: title',NULL,NULL)",
      "INSERT INTO backlink VALUES('abcd',0,2,2460000.5),('abcd',2,101,2460000.5)",
      "INSERT INTO attachment VALUES(2,1,2460000.5,'src','target','name','comment','user')",
      "CREATE TABLE forumpost(fpid INTEGER PRIMARY KEY, froot INT, fprev INT, firt INT, fmtime REAL)",
      "INSERT INTO forumpost VALUES(4,4,NULL,NULL,2460000.5)",
      "ALTER TABLE ticket ADD COLUMN \"baseline for x\" INTEGER",
      "INSERT INTO ticket VALUES(1,'t',2460000.5,2460000.5,'a','b','c','d','e','f','g','h','i','j',2)",
      "INSERT INTO ticket(tkt_id, tkt_uuid) VALUES(2,'u')",
      "INSERT INTO ticketchng VALUES(1,3,2460000.5,'u','l','n','m','i')");

  /** Columns whose values mean nothing outside their file, or are declared not to count. */
  private static final Set<String> LEFT_OUT = Set.of("filename.fnid", "ticket.tkt_id");

  @TempDir
  static Path directory;

  private static Path specimen;

  @BeforeAll
  static void makeSpecimen() throws IOException, SQLException {
    FossilProcess fossil = FossilProcess.in(directory);
    specimen = fossil.init(directory.resolve("specimen.fossil"), "secret");
    fossil.ok(directory, "rebuild", specimen.toString());
    for (String sql : SPECIMEN) {
      change(specimen, sql);
    }
  }

  @Test
  void aFileIsEqualToItsCopy() throws IOException {
    assertThat(RepositoryComparison.compare(specimen, copy()))
        .allSatisfy(table -> assertThat(table.differences()).isEmpty())
        .allSatisfy(table -> assertThat(table.rows()).as(table.table()).isPositive());
  }

  static Set<String> derivedCells() throws SQLException {
    Set<String> cells = new TreeSet<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + specimen);
        Statement statement = connection.createStatement();
        ResultSet columns = statement.executeQuery(
            "SELECT t.name || '.' || c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type='table'"
                + " AND t.name IN ('event','plink','mlink','leaf','tag','tagxref','ticket','ticketchng','attachment',"
                + "'backlink','cherrypick','forumpost','filename','orphan','phantom','unclustered','private')")) {
      while (columns.next()) {
        cells.add(columns.getString(1));
      }
    }
    cells.removeAll(LEFT_OUT);
    assertThat(cells).hasSizeGreaterThan(80);
    return cells;
  }

  @ParameterizedTest
  @MethodSource("derivedCells")
  void oneChangedCellIsReported(String cell) throws IOException, SQLException {
    String table = cell.substring(0, cell.indexOf('.'));
    String column = '"' + cell.substring(table.length() + 1) + '"';
    Path copy = copy();

    // An id becomes that of another artifact, tag or file; a time moves by ten seconds; text gets longer; NULL is no more.
    String changed = switch (cell) {
      case "mlink.fnid", "ticketchng.tkt_id" -> "2";
      case "tag.tagid" -> "50";
      default ->
        "CASE typeof(" + column + ") WHEN 'integer' THEN CASE WHEN " + column + " IN (100,101) THEN 201-" + column
            + " ELSE " + column + "+5 END WHEN 'real' THEN " + column + "+10.0/86400 WHEN 'text' THEN " + column
            + "||'x' ELSE 6 END";
    };
    String oneRow = table.equals("cherrypick") ? "" : " WHERE rowid=(SELECT min(rowid) FROM " + table + ")";
    change(copy, "UPDATE " + table + " SET " + column + "=" + changed + oneRow);

    assertThat(RepositoryComparison.differences(specimen, copy)).isNotEmpty()
        .anySatisfy(difference -> assertThat(difference.table()).isEqualTo(table));
  }

  @ParameterizedTest
  @ValueSource(strings = {"event", "plink", "mlink", "leaf", "tag", "tagxref", "ticket", "ticketchng", "attachment",
      "backlink", "cherrypick", "forumpost", "filename", "orphan", "phantom", "unclustered", "private", "blob"})
  void oneMissingRowIsReported(String table) throws IOException, SQLException {
    Path copy = copy();

    change(copy, "DELETE FROM " + table);

    assertThat(RepositoryComparison.differences(specimen, copy))
        .anySatisfy(difference -> assertThat(difference).extracting(RepositoryComparison.Difference::table,
            RepositoryComparison.Difference::onlyIn).containsExactly(table, RepositoryComparison.Side.LEFT));
  }

  @Test
  void bytesThatAreNoTextAreToldApart() throws IOException, SQLException {
    Path left = copy();
    change(left, "UPDATE event SET comment=CAST(x'61ff62' AS TEXT) WHERE objid=2");
    Path right = Files.copy(specimen, directory.resolve("right.fossil"));
    change(right, "UPDATE event SET comment=CAST(x'61fe62' AS TEXT) WHERE objid=2");

    assertThat(RepositoryComparison.differences(left, right)).extracting(RepositoryComparison.Difference::row)
        .satisfiesExactlyInAnyOrder(row -> assertThat(row).contains("'a\\xffb'"),
            row -> assertThat(row).contains("'a\\xfeb'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UPDATE event SET comment=CAST('1' AS TEXT), brief='NULL' WHERE objid=2",
      "UPDATE event SET comment=x'31', brief='NULL' WHERE objid=2",
      "UPDATE event SET comment='1', brief=NULL WHERE objid=2",
      "UPDATE event SET comment='1''|''NULL', brief=NULL WHERE objid=2",
      "UPDATE event SET comment='1'||char(0), brief='NULL' WHERE objid=2"})
  void noTwoDifferentRowsLookTheSame(String sql) throws IOException, SQLException {
    Path left = copy();
    change(left, "UPDATE event SET comment='1|NULL', brief='NULL' WHERE objid=2");
    Path right = Files.copy(specimen, directory.resolve("other.fossil"),
        StandardCopyOption.REPLACE_EXISTING);
    change(right, sql);

    assertThat(RepositoryComparison.differences(left, right)).hasSize(2);
  }

  @Test
  void onlyTheTimeThatSortsATimelineMayBeMoved() throws IOException, SQLException {
    Path moved = copy();
    change(moved, "UPDATE event SET mtime=mtime-0.025/86400 WHERE objid=2");
    assertThat(RepositoryComparison.differences(specimen, moved)).isEmpty();

    change(moved, "UPDATE event SET mtime=omtime+0.025/86400 WHERE objid=2");
    assertThat(RepositoryComparison.differences(specimen, moved)).hasSize(2);
    change(moved, "UPDATE event SET mtime=omtime-4.0/86400 WHERE objid=2");
    assertThat(RepositoryComparison.differences(specimen, moved)).hasSize(2);
    change(moved, "UPDATE event SET mtime=omtime-1.0/86400 WHERE objid=2",
        "INSERT INTO tagxref VALUES(4,1,3,2,'2023-02-24 23:59:59',2460010.5,2)");
    assertThat(RepositoryComparison.differences(specimen, moved)).filteredOn(each -> each.table().equals("event"))
        .hasSize(2);
  }

  private static Path copy() throws IOException {
    return Files.copy(specimen, directory.resolve("copy.fossil"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static void change(Path file, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous=OFF");
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
