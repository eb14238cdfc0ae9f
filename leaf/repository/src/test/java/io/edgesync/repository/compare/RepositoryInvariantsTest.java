package io.edgesync.repository.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.compare.RepositoryInvariants.Violation;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.rebuild.WrongArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An invariant that nothing can break is worthless: each is broken in a repository of stock Fossil's, in every way that it looks for. */
class RepositoryInvariantsTest {

  private record Damage(String invariant, String sql) {}

  private static final String PHANTOM = "a blob has size -1, no content and no receipt if and only if it is listed as a phantom";
  private static final String NAME = "a name is text, of 40 or 64 lower-case hexadecimal digits";
  private static final String DELTA = "a delta and its source are artifacts";
  private static final String LEAVES = "the leaves are those without a child on their branch";
  private static final String LINKS = "check-ins and the files that they changed are artifacts";
  private static final String INHERITED = "an inherited tag propagates, and stands where it was set";

  private static final List<Damage> DAMAGES = List.of(
      new Damage(PHANTOM, "INSERT INTO phantom SELECT max(rid) FROM blob"),
      new Damage(PHANTOM, "UPDATE blob SET content=NULL WHERE rid=1"),
      new Damage(PHANTOM, "UPDATE blob SET rcvid=0 WHERE rid=1"),
      new Damage("a size is a number", "UPDATE blob SET size='large' WHERE rid=1"),
      new Damage("every phantom is a blob", "INSERT INTO phantom VALUES(9999)"),
      new Damage("every artifact was received in a transaction that is listed", "DELETE FROM rcvfrom"),
      new Damage(NAME, "UPDATE blob SET uuid=CAST(uuid AS BLOB) WHERE rid=1"),
      new Damage(NAME, "UPDATE blob SET uuid=substr(uuid,2)||'0'||'0' WHERE rid=1"),
      new Damage(NAME, "UPDATE blob SET uuid='A'||substr(uuid,2) WHERE rid=1"),
      new Damage("content is a BLOB", "UPDATE blob SET content='text' WHERE rid=1"),
      new Damage("a full text begins with its size",
          "UPDATE blob SET size=size+1 WHERE rid=(SELECT max(rid) FROM blob WHERE rid NOT IN (SELECT rid FROM delta))"),
      new Damage(DELTA, "INSERT INTO delta VALUES(9999,1)"),
      new Damage(DELTA, "UPDATE delta SET srcid=9999"),
      new Damage("no public artifact is a delta on a private one", "INSERT INTO private SELECT srcid FROM delta"),
      new Damage("what is private is not offered", "INSERT INTO private SELECT rid FROM unclustered"),
      new Damage(LEAVES, "INSERT INTO leaf SELECT pid FROM plink"),
      new Damage(LEAVES, "DELETE FROM leaf"),
      new Damage("a change against a merge parent goes with one against the primary parent",
          "UPDATE mlink SET isaux=1"),
      new Damage(LINKS, "UPDATE mlink SET mid=9999"),
      new Damage(LINKS, "UPDATE mlink SET fid=9999"),
      new Damage(LINKS, "UPDATE mlink SET pid=9999"),
      new Damage(LINKS, "UPDATE plink SET cid=9999"),
      new Damage(LINKS, "UPDATE plink SET pid=9999"),
      new Damage("what is in the timeline is an artifact",
          "INSERT INTO event(type, mtime, objid) VALUES('ci', 2460000.5, 9999)"),
      new Damage("what changed files is in the timeline", "DELETE FROM event"),
      new Damage("nobody has two primary parents", "INSERT INTO plink(pid, cid, isprim) SELECT cid, cid, 1 FROM plink"),
      new Damage(INHERITED, "UPDATE tagxref SET tagtype=1 WHERE srcid=0"),
      new Damage(INHERITED, "UPDATE tagxref SET origid=9999 WHERE srcid=0"));

  @TempDir
  static Path directory;

  private static StockHistory history;

  @BeforeAll
  static void makeHistory() throws IOException {
    history = StockHistory.in(directory);
    String text = "a line of the text\n".repeat(50);
    history.add("a", text).commit("first");
    history.write("a", text + "more\n").commit("second");
  }

  static List<Damage> damages() {
    return DAMAGES;
  }

  @Test
  void eachIsBrokenByOneOfTheDamages() {
    assertThat(RepositoryInvariants.check(history.repository(), 1)).isEmpty();
    assertThat(DAMAGES.stream().map(Damage::invariant).collect(Collectors.toSet()))
        .hasSize(RepositoryInvariants.count());
  }

  @ParameterizedTest
  @MethodSource("damages")
  void whatIsDamagedIsSaidAndARebuildMendsWhatIsDerived(Damage damage) throws IOException, SQLException {
    Path copy = copy();
    Rows.change(copy, damage.sql());

    List<Violation> violations = RepositoryInvariants.check(copy, 1);

    assertThat(violations).extracting(Violation::invariant).contains(damage.invariant());
    assertThat(violations).allSatisfy(each -> assertThat(each.examples()).hasSize(1));
    if (violations.stream().allMatch(Violation::derived)) {
      history.fossil().ok(directory, "rebuild", copy.toString());
      assertThat(RepositoryInvariants.check(copy, 1)).isEmpty();
    }
  }

  @Test
  void onlyOfDerivedTablesItIsSaidThatARebuildMakesThemAnew() throws IOException, SQLException {
    Path copy = copy();
    Rows.change(copy, "DROP TABLE leaf");
    Rows.change(copy, "DROP TABLE plink");
    Rows.change(copy, "DROP TABLE private");

    assertThat(RepositoryInvariants.check(copy, 1))
        .extracting(Violation::derived, Violation::count, Violation::examples)
        .containsExactly(tuple(false, 1L, List.of("private")), tuple(true, 2L, List.of("leaf", "plink")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"event", "leaf", "phantom", "tagxref", "unclustered"})
  void whereADerivedTableIsMissingVerifyNamesTheRebuildThatMendsIt(String table) throws IOException, SQLException {
    Path copy = copy();
    Rows.change(copy, "DROP TABLE " + table);

    assertThat(wrong(copy)).singleElement().satisfies(finding -> {
      assertThat(finding.name()).isEqualTo(table);
      assertThat(finding.reason()).contains("`edgesync rebuild`");
    });
    Maintenance.rebuild(copy, RepositoryFixture.options(), RebuildProgress.SILENT);
    assertThat(wrong(copy)).isEmpty();
  }

  private static List<WrongArtifact> wrong(Path file) {
    return Maintenance.verify(file, RepositoryFixture.options(), RebuildProgress.SILENT).wrong();
  }

  private static Path copy() throws IOException {
    return Files.copy(history.repository(), directory.resolve("copy.fossil"), StandardCopyOption.REPLACE_EXISTING);
  }
}
