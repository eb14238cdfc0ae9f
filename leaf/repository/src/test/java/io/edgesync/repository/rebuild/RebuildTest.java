package io.edgesync.repository.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.RichHistory;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuildTest {

  private static final RebuildOptions OPTIONS = RebuildOptions.defaults(RebuildProgress.SILENT);
  /** An artifact that no other one is stored as a delta of, and that is content of a file. */
  private static final String SOME_FILE = "(SELECT max(fid) FROM mlink WHERE fid NOT IN (SELECT srcid FROM delta)"
      + " AND fid NOT IN (SELECT rid FROM private) AND fid>0)";
  private static final String SOME_SOURCE_FILE = "(SELECT max(srcid) FROM delta WHERE srcid IN (SELECT fid FROM mlink))";
  private static final String SOME_MERGED_CHECKIN = "(SELECT max(pid) FROM plink WHERE NOT isprim)";

  @TempDir
  static Path directory;

  private static FossilProcess fossil;
  private static Path stock;

  @BeforeAll
  static void makeHistory() throws IOException {
    StockHistory history = RichHistory.in(directory);
    fossil = history.fossil();
    stock = history.repository();
  }

  @Test
  void aStockRebuildAfterOursChangesNothing() throws Exception {
    try (DamagedCopy copy = copy("whole")) {
      RebuildReport report = copy.rebuild(OPTIONS);

      assertThat(report.artifacts()).isEqualTo(Integer.parseInt(copy.text("SELECT count(*) FROM blob WHERE size>=0")));
      assertStockAgrees(copy);
    }
  }

  @Test
  void blobsAloneAreEnough() throws Exception {
    try (DamagedCopy copy = copy("bare")) {
      for (String table : List.of("mlink", "plink", "event", "tagxref", "tag", "leaf", "filename", "unclustered")) {
        copy.sql("DROP TABLE " + table);
      }

      copy.rebuild(OPTIONS);

      assertStockAgrees(copy);
    }
  }

  @Test
  void everyDeltaExpandedToFullTextGivesTheSame() throws Exception {
    try (DamagedCopy copy = copy("flat")) {
      expandAllInto(copy);

      copy.rebuild(OPTIONS);

      assertStockAgrees(copy);
    }
  }

  @Test
  void aMissingFileBecomesAPhantom() throws Exception {
    try (DamagedCopy copy = copy("missing")) {
      copy.sql("CREATE TEMP TABLE gone AS SELECT rid FROM blob WHERE rid=" + SOME_FILE)
          .sql("DELETE FROM delta WHERE rid IN gone").sql("DELETE FROM blob WHERE rid IN gone");

      copy.rebuild(OPTIONS);

      assertThat(copy.text("SELECT count(*) FROM phantom")).isEqualTo("1");
      assertStockAgrees(copy);
    }
  }

  @Test
  void aDeltaOfAPhantomWaitsAndIsNoFault() throws Exception {
    try (DamagedCopy copy = copy("dangling")) {
      makePhantom(copy, SOME_SOURCE_FILE);

      RebuildReport report = copy.rebuild(OPTIONS);

      assertThat(report.dangling()).isPositive();
      assertThat(report.phantoms()).isEqualTo(1);
      // A stock rebuild sets the size of what it cannot expand to 0; ours leaves the size that came with it.
      assertThat(RepositoryComparison.differences(copy.file(), StockHistory.rebuilt(fossil, copy.file())))
          .allSatisfy(difference -> assertThat(difference.table()).isEqualTo("blob"));
    }
  }

  @Test
  void aMissingMergeParentLeavesWhatAStockRebuildLeaves() throws Exception {
    try (DamagedCopy copy = copy("merge-parent")) {
      expandAllInto(copy);
      makePhantom(copy, SOME_MERGED_CHECKIN);

      copy.rebuild(OPTIONS);

      assertStockAgrees(copy);
    }
  }

  @Test
  void refusesContentThatIsNotWhatItsNameSays() throws Exception {
    try (DamagedCopy copy = copy("wrong")) {
      String name = copy.text("SELECT uuid FROM blob WHERE rid=" + SOME_FILE);
      String before = copy.text("SELECT count(*) FROM mlink");
      copy.sql("CREATE TEMP TABLE bad AS SELECT rid FROM blob WHERE uuid='" + name + "'")
          .sql("DELETE FROM delta WHERE rid IN bad")
          .sql("UPDATE blob SET content=(SELECT content FROM blob WHERE rid=1) WHERE rid IN bad");

      assertThatExceptionOfType(WrongArtifactsException.class).isThrownBy(() -> copy.rebuild(OPTIONS))
          .satisfies(e -> assertThat(e.wrong()).singleElement().extracting(WrongArtifact::name).isEqualTo(name))
          .withMessageContaining(name);

      assertThat(copy.text("SELECT count(*) FROM mlink")).isEqualTo(before);
    }
  }

  @Test
  void namesContentThatIsNoMoreThanItsSize() throws Exception {
    for (String content : List.of("x''", "x'0000'", "x'00000003'")) {
      try (DamagedCopy copy = copy("empty" + content.length())) {
        String name = copy.text("SELECT uuid FROM blob WHERE rid=" + SOME_FILE);
        copy.sql("DELETE FROM delta WHERE rid=(SELECT rid FROM blob WHERE uuid='" + name + "')")
            .sql("UPDATE blob SET content=" + content + " WHERE uuid='" + name + "'");

        assertThatExceptionOfType(WrongArtifactsException.class).isThrownBy(() -> copy.rebuild(OPTIONS))
            .satisfies(e -> assertThat(e.wrong()).singleElement().extracting(WrongArtifact::name).isEqualTo(name));
        assertThat(copy.verify(OPTIONS).wrong()).anyMatch(wrong -> wrong.name().equals(name));
      }
    }
  }

  @Test
  void namesWhatCannotBeInflatedAndWhatIsADeltaOfIt() throws Exception {
    try (DamagedCopy copy = copy("torn")) {
      int below = Integer.parseInt(copy.text("WITH RECURSIVE b(rid) AS (SELECT " + SOME_SOURCE_FILE
          + " UNION SELECT delta.rid FROM delta, b WHERE srcid=b.rid) SELECT count(*) FROM b"));
      copy.sql("UPDATE blob SET content=substr(content, 1, length(content)-6) WHERE rid=" + SOME_SOURCE_FILE);

      VerificationReport report = copy.verify(OPTIONS);

      assertThat(report.wrong()).hasSize(below);
    }
  }

  @Test
  void namesADeltaThatRunsInACircle() throws Exception {
    try (DamagedCopy copy = copy("circle")) {
      copy.sql(
          "CREATE TEMP TABLE two AS SELECT rid, srcid FROM delta WHERE srcid NOT IN (SELECT rid FROM delta) LIMIT 1")
          .sql("INSERT INTO delta(rid, srcid) SELECT srcid, rid FROM two");

      assertThat(copy.verify(OPTIONS).wrong()).isNotEmpty()
          .allSatisfy(wrong -> assertThat(wrong.reason()).contains("circle"));
    }
  }

  @Test
  void verifyListsWrongSizesAndChangesNothing() throws Exception {
    try (DamagedCopy copy = copy("size")) {
      String name = copy.text("SELECT uuid FROM blob WHERE rid=" + SOME_FILE);
      copy.sql("UPDATE blob SET size=size+1 WHERE rid=" + SOME_FILE);
      String size = copy.text("SELECT size FROM blob WHERE uuid='" + name + "'");

      assertThat(copy.verify(OPTIONS).wrong()).singleElement().extracting(WrongArtifact::name)
          .isEqualTo(name);

      assertThat(copy.text("SELECT size FROM blob WHERE uuid='" + name + "'")).isEqualTo(size);
    }
  }

  @Test
  void verifyTellsWhatIsWrongWithRows() throws Exception {
    try (DamagedCopy copy = copy("rows")) {
      copy.sql("DELETE FROM leaf WHERE rid=(SELECT min(rid) FROM leaf)")
          .sql("UPDATE blob SET rcvid=4711 WHERE rid=" + SOME_FILE)
          .sql("INSERT INTO phantom VALUES(" + SOME_MERGED_CHECKIN + ")")
          .sql("INSERT INTO delta VALUES(88888888, 1)")
          .sql("INSERT INTO private SELECT srcid FROM delta WHERE srcid NOT IN private LIMIT 1");

      assertThat(copy.verify(OPTIONS).wrong())
          .allSatisfy(each -> assertThat(each.fault()).isEqualTo(Fault.CONTRADICTION))
          .extracting(WrongArtifact::reason).anyMatch(reason -> reason.contains("leaves"))
          .anyMatch(reason -> reason.contains("received")).anyMatch(reason -> reason.contains("phantom"))
          .anyMatch(reason -> reason.contains("delta and its source")).anyMatch(reason -> reason.contains("private"));
    }
  }

  @Test
  void verifyNamesADeltaOfNothing() throws Exception {
    try (DamagedCopy copy = copy("severed")) {
      copy.sql("UPDATE delta SET srcid=88888888 WHERE rid=(SELECT max(rid) FROM delta)");

      assertThat(copy.verify(OPTIONS).wrong()).anyMatch(each -> each.fault() == Fault.MISSING_SOURCE);
    }
  }

  @Test
  void verifySaysThatATableIsMissing() throws Exception {
    try (DamagedCopy copy = copy("table")) {
      copy.sql("DROP TABLE leaf");

      assertThat(copy.verify(OPTIONS).wrong()).singleElement().satisfies(each -> {
        assertThat(each.fault()).isEqualTo(Fault.CONTRADICTION);
        assertThat(each.name()).isEqualTo("leaf");
      });
    }
  }

  @Test
  void whatOthersCommitWhileItVerifiesIsNoFault() throws Exception {
    try (DamagedCopy copy = copy("beside")) {
      Path checkout = Files.createDirectories(directory.resolve("beside"));
      fossil.ok(checkout, "open", copy.file().toString(), "trunk");
      AtomicInteger commits = new AtomicInteger();
      RebuildOptions beside = new RebuildOptions(1, 1, 1 << 20, JdkArtifactHasher::new, InstantSource.system(), null,
          (done, total) -> {
            if (done % (total / 4) == 0 && commits.incrementAndGet() < 5) {
              commit(checkout, commits.get());
            }
          });

      VerificationReport report = copy.verify(beside);

      assertThat(commits.get()).isGreaterThan(3);
      assertThat(report.wrong()).isEmpty();
      assertThat(copy.verify(OPTIONS).artifacts()).isGreaterThan(report.artifacts());
    }
  }

  /** Everything that is newest becomes a delta of something that was not here when the walk began. */
  private static void commit(Path checkout, int number) {
    try {
      for (String file : List.of("a.txt", "bb.txt", "many/file1.txt")) {
        Files.writeString(checkout.resolve(file), "more " + number + "\n", StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    fossil.ok(checkout, "commit", "--no-warnings", "--allow-older", "-m", "beside " + number);
  }

  @Test
  void aCheckinThatIsStoredAsADeltaOfAFileIsNotMissed() throws Exception {
    try (DamagedCopy copy = copy("hidden")) {
      expandAllInto(copy);
      for (String checkin : List.of(SOME_MERGED_CHECKIN, "(SELECT max(objid) FROM event WHERE type='g')")) {
        copy.aside(() -> fossil.ok(directory, "sql", "-R", copy.file().toString(),
            "UPDATE blob SET content=compress(delta_create((SELECT content(uuid) FROM blob WHERE rid=" + SOME_FILE
                + "), content(uuid))) WHERE rid=" + checkin
                + "; INSERT INTO delta SELECT " + checkin + ", " + SOME_FILE));
      }
      assertThat(copy.text("SELECT count(*) FROM delta")).isEqualTo("2");

      copy.rebuild(OPTIONS);

      assertStockAgrees(copy);
    }
  }

  @Test
  void setsWrongSizesRight() throws Exception {
    try (DamagedCopy copy = copy("resize")) {
      copy.sql("UPDATE blob SET size=size+1 WHERE rid=" + SOME_FILE);

      assertThat(copy.rebuild(OPTIONS).sizesCorrected()).isEqualTo(1);

      assertStockAgrees(copy);
    }
  }

  @Test
  void keepsTablesOfOthersThatAStockRebuildKeeps() throws Exception {
    try (DamagedCopy copy = copy("kept")) {
      copy.sql("CREATE TABLE fx_mine(x)").sql("CREATE TABLE theirs(x)").sql("CREATE TABLE chat(x)");

      copy.rebuild(OPTIONS);

      assertThat(copy.text("SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema"
          + " WHERE name IN ('fx_mine','theirs','chat') ORDER BY 1)")).isEqualTo("chat,fx_mine");
    }
  }

  @Test
  void withRoomForOneArtifactAtATimeTheResultIsTheSame() throws Exception {
    RebuildOptions narrow = new RebuildOptions(1, 1, 1 << 20, JdkArtifactHasher::new, InstantSource.system(), null,
        RebuildProgress.SILENT);
    try (DamagedCopy copy = copy("narrow")) {
      copy.rebuild(narrow);

      assertStockAgrees(copy);
    }
  }

  @Test
  void anArtifactAboveTheLimitIsNamed() throws Exception {
    RebuildOptions small = new RebuildOptions(1, 1 << 20, 100, JdkArtifactHasher::new, InstantSource.system(), null,
        RebuildProgress.SILENT);
    try (DamagedCopy copy = copy("small")) {
      assertThat(copy.verify(small).wrong()).isNotEmpty();
    }
  }

  @Test
  void aHasherThatFailsEndsTheRun() throws Exception {
    RebuildOptions broken = new RebuildOptions(2, 1 << 20, 1 << 20, RebuildTest::brokenHasher, InstantSource.system(),
        null,
        RebuildProgress.SILENT);
    try (DamagedCopy copy = copy("broken")) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> copy.verify(broken));
    }
  }

  @Test
  void progressEndsAtTheTotal() throws Exception {
    List<String> told = new ArrayList<>();
    try (DamagedCopy copy = copy("progress")) {
      VerificationReport report = copy.verify(RebuildOptions.defaults((done, total) -> told.add(done + "/" + total)));

      assertThat(told.getLast()).isEqualTo(report.artifacts() + "/" + report.artifacts());
    }
  }

  private static ArtifactHasher brokenHasher() {
    throw new IllegalStateException("no hasher today");
  }

  private static DamagedCopy copy(String name) throws IOException, SQLException {
    return DamagedCopy.of(stock, directory.resolve(name + ".fossil"));
  }

  private static void makePhantom(DamagedCopy copy, String rid) throws SQLException {
    copy.sql("CREATE TEMP TABLE gone AS SELECT rid FROM blob WHERE rid=" + rid)
        .sql("DELETE FROM delta WHERE rid IN gone")
        .sql("UPDATE blob SET rcvid=0, size=-1, content=NULL WHERE rid IN gone")
        .sql("INSERT OR IGNORE INTO phantom SELECT rid FROM gone");
  }

  /** Stores every artifact in full: Fossil's own shell of SQL does it. */
  private static void expandAllInto(DamagedCopy copy) throws SQLException {
    copy.aside(() -> fossil.ok(directory, "sql", "-R", copy.file().toString(),
        "CREATE TEMP TABLE full AS SELECT rid, compress(content(uuid)) AS bytes FROM blob WHERE rid IN (SELECT rid FROM delta);"
            + " UPDATE blob SET content=(SELECT bytes FROM full WHERE full.rid=blob.rid) WHERE rid IN (SELECT rid FROM full);"
            + " DELETE FROM delta;"));
  }

  private static void assertStockAgrees(DamagedCopy copy) throws IOException, SQLException {
    assertThat(RepositoryComparison.differences(copy.file(), StockHistory.rebuilt(fossil, copy.file()))).isEmpty();
  }
}
