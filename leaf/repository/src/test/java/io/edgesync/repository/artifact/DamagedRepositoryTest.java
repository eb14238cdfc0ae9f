package io.edgesync.repository.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.history.BranchyHistory;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.rebuild.VerificationReport;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.testing.SeededRandom;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows and pages that no Fossil would write: what is wrong is named, the rest is as it was, and reading changes nothing. */
class DamagedRepositoryTest {

  @TempDir
  static Path directory;

  private static Path original;
  private static List<Hash> names;
  /** A file's newest version, a full text on which older ones are deltas, and the oldest of those. */
  private static Hash newest;
  private static Hash oldest;

  @BeforeAll
  static void makeHistory() throws Exception {
    original = BranchyHistory.in(directory).repository();
    Rows.change(original, "VACUUM");
    names = Rows.of(original, "SELECT uuid FROM blob ORDER BY rid").stream().map(Hash::new).toList();
    List<String> pair = Rows.of(original, "SELECT s.uuid, b.uuid FROM delta d JOIN blob b ON b.rid=d.rid"
        + " JOIN blob s ON s.rid=d.srcid WHERE d.srcid NOT IN (SELECT rid FROM delta) AND d.rid NOT IN private LIMIT 1");
    newest = new Hash(pair.getFirst().split("\\|", -1)[0]);
    oldest = new Hash(pair.getFirst().split("\\|", -1)[1]);
  }

  private static Path damaged(String... statements) throws IOException, SQLException {
    Path copy = Files.copy(original, directory.resolve("damaged.fossil"), StandardCopyOption.REPLACE_EXISTING);
    Rows.change(copy, statements);
    return copy;
  }

  private static String row(Hash name) {
    return " WHERE uuid='" + name + "'";
  }

  private static String hex(byte[] bytes) {
    return "x'" + HexFormat.of().formatHex(bytes) + "'";
  }

  /** Loading {@code name} fails by its name, everything not made from it is given, and the file stays byte for byte. */
  private static void assertNamed(Path file, Hash name, String... words) throws IOException {
    byte[] before = Files.readAllBytes(file);
    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      RepositoryException failure = failure(repository, name);
      assertThat(failure).hasMessageContaining(name.hex()).extracting(Throwable::getMessage).asString()
          .contains(words.length == 0 ? new String[]{name.hex()} : words);
      int given = 0;
      for (Hash other : names) {
        given += given(repository, other) ? 1 : 0;
      }
      assertThat(given).isGreaterThan(names.size() / 2);
      VerificationReport report = repository.verify(RebuildProgress.SILENT);
      assertThat(report.wrong()).anySatisfy(wrong -> assertThat(wrong.name()).isEqualTo(name.hex()));
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  private static RepositoryException failure(Repository repository, Hash name) {
    try (Content content = repository.artifacts().load(name).orElseThrow()) {
      throw new AssertionError("given: " + content.size() + " bytes");
    } catch (RepositoryException e) {
      return e;
    }
  }

  private static boolean given(Repository repository, Hash name) {
    try {
      repository.artifacts().load(name).ifPresent(Content::close);
      return true;
    } catch (RepositoryException e) {
      return false;
    }
  }

  @Test
  void aCompressedSizeThatLies() throws Exception {
    byte[] bomb = StoredForm.compress(new byte[6 << 20]);
    for (int size : new int[]{0, 10, 7 << 20, 0x7fffffff, 0xffffffff}) {
      byte[] lying = bomb.clone();
      for (int i = 0; i < 4; i++) {
        lying[i] = (byte) (size >>> (24 - 8 * i));
      }
      assertNamed(damaged("UPDATE blob SET content=" + hex(lying) + row(newest)), newest);
      assertNamed(damaged("UPDATE blob SET content=" + hex(lying) + row(oldest)), oldest);
    }
    assertNamed(damaged("UPDATE blob SET content=" + hex(bomb) + row(newest)), newest, "bytes");
  }

  @Test
  void contentThatIsNoCompressedContent() throws Exception {
    for (String content : List.of("x''", "x'00'", "x'00000000'", "x'00000005616263'", "zeroblob(5000)",
        "substr(content, 1, length(content)/2)", "CAST('text' AS TEXT)", "17")) {
      assertNamed(damaged("UPDATE blob SET content=" + content + row(newest)), newest);
    }
  }

  @Test
  void aSizeThatIsNotTheContents() throws Exception {
    assertNamed(damaged("UPDATE blob SET size=size+1" + row(newest)), newest, "bytes");
    assertNamed(damaged("UPDATE blob SET size=0" + row(oldest)), oldest, "bytes");
    assertNamed(damaged("UPDATE delta SET srcid=0 WHERE rid=(SELECT rid FROM blob" + row(oldest) + ")"), oldest);
    Path huge = damaged("UPDATE blob SET size=9000000000" + row(newest));
    try (Repository repository = Repository.open(huge, RepositoryFixture.options())) {
      assertThat(failure(repository, newest)).isInstanceOf(RepositoryException.TooLarge.class)
          .hasMessageContaining(newest.hex());
    }
  }

  @Test
  void contentThatIsNull() throws Exception {
    assertNamed(damaged("UPDATE blob SET content=NULL" + row(newest)), newest, "found NULL");
    try (Repository repository = Repository.open(damaged("UPDATE blob SET content=NULL" + row(oldest)),
        RepositoryFixture.options())) {
      assertThatThrownBy(() -> repository.artifacts().loadStored(oldest))
          .isInstanceOf(RepositoryException.Corrupt.class)
          .hasMessageContainingAll(oldest.hex(), "found NULL");
    }
  }

  /** Stock's {@code test-integrity} complains of the first; that others are missed shows nothing but an error when they are asked for. */
  @Test
  void rowsThatAreNotThereOrSayNothing() throws Exception {
    String file = "(SELECT min(fid) FROM mlink WHERE fid>0)";
    String name = Rows.of(original, "SELECT uuid FROM blob WHERE rid=" + file).getFirst();
    String rid = Rows.of(original, "SELECT " + file).getFirst();
    assertVerifySays(name, "UPDATE blob SET size=NULL WHERE rid=" + file);
    assertVerifySays("rid " + rid, "DELETE FROM blob WHERE rid=" + file);
    String checkin = Rows.of(original, "SELECT max(cid) FROM plink").getFirst();
    assertVerifySays("rid " + checkin, "DELETE FROM blob WHERE rid=" + checkin);
    assertVerifySays("rid 4294967297", "INSERT INTO blob VALUES(4294967297, 0, -1, '" + "a".repeat(40) + "', NULL)");
    assertVerifySays(newest.hex(), "UPDATE blob SET size=size+4294967296" + row(newest));
  }

  private static void assertVerifySays(String subject, String damage) throws Exception {
    try (Repository repository = Repository.open(damaged(damage), RepositoryFixture.options())) {
      assertThat(repository.verify(RebuildProgress.SILENT).wrong()).as(damage)
          .anySatisfy(wrong -> assertThat(wrong.name()).isEqualTo(subject));
    }
  }

  @Test
  void bytesOfAnotherHash() throws Exception {
    Path file = damaged("UPDATE blob SET content=(SELECT content FROM blob" + row(newest)
        + "), size=(SELECT size FROM blob" + row(newest) + ") WHERE uuid=(SELECT uuid FROM blob b WHERE"
        + " NOT EXISTS (SELECT 1 FROM delta WHERE rid=b.rid OR srcid=b.rid) AND rid>1 LIMIT 1)");
    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      VerificationReport report = repository.verify(RebuildProgress.SILENT);

      assertThat(report.wrong()).singleElement()
          .satisfies(wrong -> assertThat(wrong.reason()).contains(newest.hex()));
    }
  }

  @Test
  void aNameThatIsNoName() throws Exception {
    for (String uuid : List.of("upper(uuid)", "CAST(uuid AS BLOB)", "uuid||'0'", "substr(uuid,1,50)",
        "'" + "ü".repeat(64) + "'")) {
      Path file = damaged("UPDATE blob SET uuid=" + uuid + row(newest));
      List<RepositoryException> failures = EveryUse.reading(file, names);
      assertThat(failures).as(uuid).isNotEmpty()
          .allSatisfy(failure -> assertThat(failure).isInstanceOf(RepositoryException.Corrupt.class)
              .hasMessageContaining("blob"));
    }
  }

  @Test
  void aChainThatLeadsNowhereOrBackIsInvisibleUntilTheContentComes() throws Exception {
    SampleArtifact content;
    try (Repository repository = Repository.open(original, RepositoryFixture.options());
        Content whole = repository.artifacts().load(oldest).orElseThrow()) {
      content = new SampleArtifact(oldest, whole.toArray());
    }
    String rid = "(SELECT rid FROM blob" + row(oldest) + ")";
    for (String srcid : List.of("99999", rid, "-1", "9000000000000")) {
      Path file = damaged("UPDATE delta SET srcid=" + srcid + " WHERE rid=" + rid);
      try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
        ArtifactStore store = repository.artifacts();
        assertThat(store.lookup(oldest).isHeld()).as(srcid).isFalse();
        assertThat(store.load(oldest)).isEmpty();

        try (ArtifactWriter writer = store.receive(new Provenance("nobody", "192.0.2.1", null))) {
          writer.file(oldest, null, content.content(), false);
          writer.finish();
        }

        assertThat(store.lookup(oldest).isHeld()).as(srcid).isTrue();
      }
    }
  }

  private static final List<String> WHAT = List.of("size=abs(random()%100000)", "size=-1", "size=-9", "size='many'",
      "size=NULL", "content=NULL", "content=randomblob(200)", "content=substr(content,1,20)", "content='text'",
      "content=x'7fffffff789c'", "rcvid=NULL", "rcvid=9999999999", "uuid=upper(uuid)", "uuid=CAST(uuid AS BLOB)",
      "uuid=uuid||'00'", "uuid=printf('%064d',rid)", "rid=rid+3000000000", "rid=rid+1000");

  private static String change(SeededRandom random) {
    int rid = random.between(1, names.size());
    int other = random.between(1, names.size());
    return switch (random.below(8)) {
      case 0 -> "REPLACE INTO delta VALUES(" + rid + ", " + other + ")";
      case 1 -> "DELETE FROM delta WHERE rid=" + rid;
      case 2 -> "DELETE FROM blob WHERE rid=" + rid;
      case 3 -> "INSERT OR IGNORE INTO " + random.oneOf(List.of("phantom", "private", "unsent", "unclustered"))
          + " VALUES(" + random.oneOf(List.of(rid, -rid, 100_000 + rid)) + ")";
      default -> "UPDATE OR IGNORE blob SET " + random.oneOf(WHAT) + " WHERE rid=" + rid;
    };
  }

  @Test
  void whateverIsWrongWithRowsIsSaidInOurWords() {
    SeededRandom.forAll(12, random -> {
      List<String> changes = new ArrayList<>();
      for (int i = random.between(1, 4); i > 0; i--) {
        changes.add(change(random));
      }
      Path file = damaged(changes.toArray(String[]::new));
      byte[] before = Files.readAllBytes(file);

      EveryUse.reading(file, names);

      assertThat(Files.readAllBytes(file)).as("reading changed the file after %s", changes).isEqualTo(before);
      EveryUse.writing(file, List.of(names.getFirst(), random.oneOf(names), random.oneOf(names)));
    });
  }

  @Test
  void whateverIsWrongWithPagesIsSaidInOurWords() {
    SeededRandom.forAll(12, random -> {
      Path file = damaged();
      long bytes = Files.size(file);
      try (RandomAccessFile pages = new RandomAccessFile(file.toFile(), "rw")) {
        if (random.chance(0.3)) {
          pages.setLength(random.generator().nextLong(bytes));
        } else {
          for (int i = random.between(1, 200); i > 0; i--) {
            pages.seek(random.generator().nextLong(random.chance(0.3) ? 8192 : bytes));
            pages.write(random.below(256));
          }
        }
      }
      EveryUse.reading(file, names);
      EveryUse.writing(file, List.of(names.getFirst(), random.oneOf(names), random.oneOf(names)));
    });
  }
}
