package io.edgesync.repository.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Maintenance;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.RichHistory;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.testing.FossilProcess;
import io.edgesync.repository.structure.Cards;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.envelope.StoredForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same file rebuilt by stock Fossil and by us: all of both is compared, tables that survive and the schema included. */
class SameAsStockRebuildTest {

  private static final String CHECKIN_WITH_CHILDREN = "(SELECT min(pid) FROM plink WHERE pid>1)";
  private static final String SOURCE_OF_DELTAS = "(SELECT max(srcid) FROM delta WHERE srcid IN (SELECT fid FROM mlink))";

  @TempDir
  static Path directory;

  private static FossilProcess fossil;
  private static Path stock;

  @BeforeAll
  static void makeHistory() throws Exception {
    StockHistory history = RichHistory.in(directory);
    fossil = history.fossil();
    stock = history.repository();
    history.run("wiki", "create", "Page", write("page", "a page that says [Other]\n").toString());
    history.run("wiki", "commit", "Page", write("page", "the page now says [Another] and more\n").toString());
    history.run("ticket", "add", "title", "a ticket", "comment", "that says much");
    history.add("lone.txt", "one").commit("has no child but one on a branch of its own");
    history.write("lone.txt", "one or two").commit("the branch", "--branch", "lonely");
  }

  private static Path write(String name, String content) throws Exception {
    return Files.writeString(directory.resolve(name), content);
  }

  @Test
  void aFileAsStockKeepsIt() throws Exception {
    assertSame("plain");
  }

  @Test
  void shunnedContentIsRemovedAndWhatWasADeltaOfItStays() throws Exception {
    assertSame("shunned", shun(SOURCE_OF_DELTAS));
  }

  @Test
  void aShunnedCheckinAndAShunnedNameThatIsNotHere() throws Exception {
    assertSame("shunned-checkin", shun(CHECKIN_WITH_CHILDREN), shun("(SELECT max(objid) FROM event WHERE type='g')"),
        "INSERT INTO shun(uuid, mtime, scom) VALUES('" + "12".repeat(20) + "', 5, 'why')");
  }

  @Test
  void aShunnedCheckinFromWhichABranchWasMade() throws Exception {
    assertSame("shunned-fork",
        shun("(SELECT pid FROM plink JOIN tagxref ON rid=cid WHERE tagid=8 AND value='lonely')"));
  }

  @Test
  void aNameThatOnlyWasMentionedAndIsShunnedStaysUnknown() throws Exception {
    assertSame("shunned-phantom",
        "INSERT INTO shun(uuid, mtime) SELECT uuid, 1 FROM blob WHERE rid=(SELECT max(fid) FROM mlink)",
        "DELETE FROM delta WHERE rid=(SELECT max(fid) FROM mlink)",
        "DELETE FROM blob WHERE rid=(SELECT max(fid) FROM mlink)");
  }

  @Test
  void rowsThatAnOldVersionLeft() throws Exception {
    assertSame("rows", "INSERT INTO config(name, value, mtime) VALUES('remote-code','x',1),('remote-maxid','1',1)",
        "UPDATE user SET mtime=NULL", "DELETE FROM config WHERE name IN ('hash-policy','content-schema','rebuilt')",
        "INSERT INTO private VALUES(999999)", "UPDATE blob SET size=size+7 WHERE rid=" + SOURCE_OF_DELTAS,
        "CREATE TABLE fx_mine(x)", "CREATE TABLE theirs(x)", "CREATE VIEW seen AS SELECT rid FROM blob",
        "CREATE INDEX mine ON blob(size)", "CREATE INDEX derived ON event(user)",
        "CREATE TABLE chat(msgid)", "CREATE TABLE vcache(vid, fname, rid)",
        "CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM config; END", "DROP TABLE leaf");
  }

  @Test
  void columnsThatAnOldVersionLacked() throws Exception {
    assertSame("columns", "ALTER TABLE config DROP COLUMN mtime", "ALTER TABLE concealed DROP COLUMN mtime",
        "ALTER TABLE shun DROP COLUMN scom", "ALTER TABLE shun DROP COLUMN mtime",
        "ALTER TABLE mlink DROP COLUMN isaux", "ALTER TABLE mlink DROP COLUMN pmid");
  }

  @Test
  void theFirstCheckinIsPutOnTheTrunkWhereNobodyEverNamedIt() throws Exception {
    Path copy = directory.resolve("trunk.fossil");
    fossil.ok(directory, "init", "-A", FossilProcess.USER, copy.toString());
    fossil.ok(directory, "user", "default", FossilProcess.USER, "-R", copy.toString());
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
        Statement statement = connection.createStatement();
        PreparedStatement insert = connection
            .prepareStatement("INSERT OR REPLACE INTO blob(rid, rcvid, size, uuid, content) VALUES(?,1,?,?,?)")) {
      // Who is signed has a login whose bytes are no UTF-8.
      statement.executeUpdate("UPDATE user SET login=CAST(x'6af672' AS TEXT) WHERE login='" + FossilProcess.USER + "'");
      statement.executeUpdate("UPDATE config SET value=CAST(x'6af672' AS TEXT) WHERE name='default-user'");
      String parent = "R d41d8cd98f00b204e9800998ecf8427e";
      for (int rid = 1; rid <= 2; rid++) {
        byte[] checkin = Cards.sealed("C check-in\\s" + rid, "D 2009-01-0" + rid + "T10:00:00", parent, "U drh");
        Hash name = new JdkArtifactHasher().hash(HashAlgorithm.SHA3_256, checkin);
        insert.setInt(1, rid);
        insert.setInt(2, checkin.length);
        insert.setString(3, name.hex());
        insert.setBytes(4, StoredForm.compress(checkin));
        insert.executeUpdate();
        parent = "P " + name + "\nR d41d8cd98f00b204e9800998ecf8427e";
      }
    }
    Path byStock = StockHistory.rebuilt(fossil, copy);

    try (Repository repository = Repository.open(copy, RepositoryOptions.standard())) {
      repository.rebuild();
    }

    String tags = "SELECT group_concat(x) FROM (SELECT tagname || tagtype || coalesce(value,'') || objid || type || comment || hex(user)"
        + " || size || (rcvid=(SELECT max(rcvid) FROM rcvfrom)) || (SELECT count(*) FROM unclustered WHERE rid=objid)"
        + " AS x FROM tagxref JOIN tag USING(tagid) JOIN event ON objid=srcid JOIN blob ON blob.rid=srcid ORDER BY 1)";
    try (DamagedCopy ours = DamagedCopy.of(copy, directory.resolve("ours.fossil"));
        DamagedCopy theirs = DamagedCopy.of(byStock, directory.resolve("theirs.fossil"))) {
      assertThat(ours.text(tags)).contains("branch2trunk", "sym-trunk2", "6AF672").isEqualTo(theirs.text(tags));
    }
    assertThat(RepositoryComparison.differences(copy, StockHistory.rebuilt(fossil, copy))).isEmpty();
  }

  @Test
  void aCheckinThatATagMakesPrivate() throws Exception {
    Path copy = copy("private-tag");
    String name;
    try (DamagedCopy file = DamagedCopy.of(copy, directory.resolve("private-name.fossil"))) {
      name = file.text("SELECT uuid FROM blob WHERE rid=" + CHECKIN_WITH_CHILDREN);
    }
    fossil.ok(directory, "tag", "add", "-R", copy.toString(), "--raw", "private", name);

    assertSame(copy);
  }

  @Test
  void aParentTagThatNamesMoreThanHashesMakesNoneOfThemKnown() throws Exception {
    Path copy = copy("parent-tag");
    String name;
    try (DamagedCopy file = DamagedCopy.of(copy, directory.resolve("parent-name.fossil"))) {
      name = file.text("SELECT uuid FROM blob WHERE rid=" + CHECKIN_WITH_CHILDREN);
    }
    fossil.ok(directory, "tag", "add", "-R", copy.toString(), "--raw", "parent", name, "1".repeat(40) + " and more");

    assertSame(copy);
  }

  @Test
  void anOwnTagThatIsOlderThanTheInheritedOneAndMetLater() throws Exception {
    Path copy = copy("skewed");
    String ancestor;
    String child;
    try (DamagedCopy file = DamagedCopy.of(copy, directory.resolve("skewed-names.fossil"))) {
      ancestor = file.text("SELECT uuid FROM blob WHERE rid=" + CHECKIN_WITH_CHILDREN);
      child = file.text("SELECT uuid FROM blob JOIN plink ON rid=cid WHERE isprim AND pid=" + CHECKIN_WITH_CHILDREN);
    }
    for (String[] words : new String[][]{{ancestor, "inherited", "--propagate", "--date-override", "2031-01-01"},
        {child, "own", "--propagate", "--date-override", "2030-01-01"},
        {child, "own again", "--date-override", "2030-06-01"}}) {
      fossil.ok(directory, Stream.concat(Stream.of("tag", "add", "-R", copy.toString(), "--raw", "skewed"),
          Stream.of(words)).toArray(String[]::new));
    }

    assertSame(copy);
  }

  @Test
  void aSearchIndexIsListedAnew() throws Exception {
    Path copy = copy("search");
    fossil.ok(directory, "fts-config", "-R", copy.toString(), "index", "on");

    assertSame(copy);
  }

  private static String shun(String rid) {
    return "INSERT OR IGNORE INTO shun(uuid, mtime) SELECT uuid, 1 FROM blob WHERE rid=" + rid;
  }

  private static Path copy(String name) throws Exception {
    return Files.copy(stock, directory.resolve(name + ".fossil"));
  }

  private static void assertSame(String name, String... damages) throws Exception {
    Path copy = directory.resolve(name + ".fossil");
    try (DamagedCopy damaged = DamagedCopy.of(stock, copy)) {
      for (String damage : damages) {
        damaged.sql(damage);
      }
    }
    assertSame(copy);
  }

  private static void assertSame(Path copy) throws Exception {
    Path byStock = StockHistory.rebuilt(fossil, copy);

    Maintenance.rebuild(copy, RepositoryOptions.standard(), new RebuildRequest(false, FossilProcess.USER),
        RebuildProgress.SILENT);

    assertThat(WholeFile.differences(copy, byStock)).isEmpty();
    assertThat(Maintenance.verify(copy, RepositoryOptions.standard(), RebuildProgress.SILENT).wrong()).isEmpty();
    assertThat(Maintenance.verify(byStock, RepositoryOptions.standard(), RebuildProgress.SILENT).wrong()).isEmpty();
    assertThat(fossil.ok(directory, "test-integrity", "-R", copy.toString())).contains(" 0 errors");
  }
}
