package io.edgesync.repository.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.configuration.ConfigurationEntry;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqliteDriver;
import io.edgesync.repository.history.RichHistory;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.login.SharedSecret;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloneFileTest {

  private static final CloneOptions HOW = new CloneOptions("tester", "secret", new Random(3));

  @TempDir
  static Path directory;

  private static FossilProcess fossil;
  private static Repository stock;

  @TempDir
  Path own;

  @BeforeAll
  static void makeHistory() throws IOException {
    StockHistory history = RichHistory.in(directory);
    fossil = history.fossil();
    stock = Repository.open(history.repository(), RepositoryFixture.options());
  }

  @AfterAll
  static void close() {
    stock.close();
  }

  /** One reply of at most {@code artifacts} artifacts. */
  private static void reply(CloneFile file, int artifacts) {
    List<StoredArtifact> reply = new ArrayList<>();
    ArtifactStore store = stock.artifacts();
    int next = store.walkStored(file.nextSequence(), false, stored -> {
      reply.add(stored);
      return reply.size() < artifacts;
    });
    file.append(reply, next);
  }

  private CloneFile open() {
    return CloneFile.openOrCreate(own.resolve("clone.fossil"), RepositoryFixture.options());
  }

  private static void begin(CloneFile file) {
    file.start(stock.projectCode(), stock.serverCode());
  }

  @Test
  void becomesARepositoryThatARebuildDoesNotChange() throws IOException, SQLException {
    Path target = own.resolve("clone.fossil");
    try (CloneFile file = open()) {
      begin(file);
      file.config(List.of(new ConfigurationEntry("/config",
          "1706832000 'project-name' value 'it''s a name'".getBytes(StandardCharsets.UTF_8))));
      file.config(List
          .of(new ConfigurationEntry("/config", "1706832000 'hooks' value 'evil'".getBytes(StandardCharsets.UTF_8))));
      while (file.nextSequence() != 0) {
        reply(file, 1000);
      }
      try (Repository clone = file.finish(HOW, CloneFile.Progress.NONE)) {
        List<Hash> theirs = new ArrayList<>();
        stock.artifacts().forEachName(theirs::add);
        List<Hash> ours = new ArrayList<>();
        clone.artifacts().forEachName(ours::add);
        assertThat(ours).containsExactlyInAnyOrderElementsOf(theirs);
        assertThat(clone.projectCode()).isEqualTo(stock.projectCode());
        assertThat(clone.serverCode()).isNotEqualTo(stock.serverCode());
      }
    }

    assertThat(own.resolve("clone.fossil.part")).doesNotExist();
    assertThat(fossil.ok(own, "test-integrity", "-R", target.toString())).contains(" 0 errors").contains("check: ok");
    assertThat(fossil.ok(own, "sql", "-R", target.toString(), "SELECT value FROM config WHERE name='project-name'"))
        .contains("it''s a name");
    assertThat(fossil.ok(own, "sql", "-R", target.toString(), "SELECT count(*) FROM config WHERE name='hooks'"))
        .contains("0");
    assertThat(fossil.ok(own, "sql", "-R", target.toString(), "SELECT name FROM sqlite_schema WHERE name LIKE 'fx%'"))
        .isBlank();
    assertThat(RepositoryComparison.differences(target, StockHistory.rebuilt(fossil, target))).isEmpty();
  }

  /** As after a crash between the last transaction and the renaming. */
  @Test
  void isRenamedByTheNextRunWhereOnlyThatWasMissing() throws IOException {
    Path target = own.resolve("clone.fossil");
    try (CloneFile file = open()) {
      begin(file);
      while (file.nextSequence() != 0) {
        reply(file, 1000);
      }
      Files.createDirectory(target);
      assertThatThrownBy(() -> file.finish(HOW, CloneFile.Progress.NONE))
          .isInstanceOf(RepositoryException.Exists.class);
      Files.delete(target);
    }

    try (CloneFile again = open()) {
      begin(again);
      assertThat(again.nextSequence()).isZero();
      assertThat(again.isWhole()).isTrue();
      try (Repository clone = again.finish(new CloneOptions("tester", "another", new Random(4)),
          CloneFile.Progress.NONE)) {
        assertThat(clone.users().find("tester").orElseThrow().storedPassword())
            .isEqualTo(SharedSecret.ofPassword(clone.projectCode(), "tester", "another").hex());
      }
    }

    assertThat(fossil.ok(own, "test-integrity", "-R", target.toString())).contains(" 0 errors").contains("check: ok");
  }

  @Test
  void goesOnWhereItWasBrokenOff() {
    int left = 0;
    while (true) {
      try (CloneFile file = open()) {
        if (file.projectCode().isEmpty()) {
          begin(file);
        }
        assertThat(file.projectCode()).contains(stock.projectCode());
        assertThat(file.serverCode()).contains(stock.serverCode());
        assertThat(file.artifacts()).isEqualTo(left);
        reply(file, 17);
        if (file.nextSequence() == 0) {
          file.finish(HOW, CloneFile.Progress.NONE).close();
          break;
        }
        left = (int) file.artifacts();
      }
    }
    assertThat(fossil.ok(own, "test-integrity", "-R", own.resolve("clone.fossil").toString())).contains(" 0 errors");
  }

  /** Whether it may, and for what came since. */
  @Test
  void theLastReplyIsAskedForByTheNextRunAgain() {
    try (CloneFile file = open()) {
      begin(file);
      reply(file, 1_000_000);
      assertThat(file.nextSequence()).isZero();
    }
    try (CloneFile again = open()) {
      assertThat(again.nextSequence()).isEqualTo(1);
      again.append(List.of(), 0, 77);
      assertThat(again.nextSequence()).isZero();
    }
    try (CloneFile third = open()) {
      assertThat(third.nextSequence()).isEqualTo(77);
    }
  }

  @Test
  void anotherServerIsAskedFromTheBeginning() {
    try (CloneFile file = open()) {
      begin(file);
      reply(file, 50);
      long held = file.artifacts();

      file.restart("1".repeat(40));

      assertThat(file.nextSequence()).isEqualTo(1);
      reply(file, 50);
      assertThat(file.artifacts()).isEqualTo(held);
    }
  }

  @Test
  void anotherProjectIsRefused() throws Exception {
    try (CloneFile file = open(); Repository other = RepositoryFixture.create(own.resolve("other.fossil"))) {
      begin(file);

      assertThatThrownBy(() -> file.start(other.projectCode(), other.serverCode()))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining(stock.projectCode().hex());
    }
  }

  @Test
  void isNotFinishedBeforeEverythingIsHere() {
    try (CloneFile file = open()) {
      begin(file);
      reply(file, 5);

      assertThatThrownBy(() -> file.finish(HOW, CloneFile.Progress.NONE))
          .isInstanceOf(RepositoryException.Refused.class);
    }
    assertThat(own.resolve("clone.fossil")).doesNotExist();
  }

  @Test
  void wrongContentIsFoundAndNothingBecomesVisible() {
    try (CloneFile file = open()) {
      begin(file);
      Hash name = new Hash("a".repeat(64));
      byte[] framed = StoredForm.compress("something else".getBytes(StandardCharsets.UTF_8));
      file.append(List.of(new StoredArtifact(name, null, 14, false, Content.of(framed))), 0);

      assertThatThrownBy(() -> file.finish(HOW, CloneFile.Progress.NONE))
          .isInstanceOf(RepositoryException.Corrupt.class)
          .hasMessageContaining(name.hex());
    }
    assertThat(own.resolve("clone.fossil")).doesNotExist();
  }

  @Test
  void anExistingTargetIsLeftAlone() throws IOException {
    Path target = Files.writeString(own.resolve("clone.fossil"), "precious");

    assertThatThrownBy(this::open).isInstanceOf(RepositoryException.Exists.class);
    assertThat(target).hasContent("precious");
  }

  @Test
  void aPartThatIsNotOursIsLeftAlone() throws IOException {
    Files.writeString(own.resolve("clone.fossil.part"), "a download of somebody else".repeat(100));

    assertThatThrownBy(this::open).isInstanceOf(RepositoryException.NotARepository.class);
  }

  /** A row made in advance for what a delta is one of would have to grow when it comes, in the middle of the file. */
  @Test
  void aPartHasARowForEachArtifactThatCameAndNoOther() throws SQLException {
    try (CloneFile file = open()) {
      begin(file);
      reply(file, 50);
    }

    try (SqlSession session = part()) {
      assertThat(session.number(0, "SELECT count(*) FROM blob")).isEqualTo(50);
      assertThat(session.number(0, "SELECT count(content) FROM blob")).isEqualTo(50);
      assertThat(session.number(0, "SELECT count(*) FROM fx_source WHERE length(name)>=40")).isPositive();
    }
  }

  private SqlSession part() throws SQLException {
    return new SqlSession(SqliteDriver.open(own.resolve("clone.fossil.part"), new Properties()));
  }

  @Test
  void aPartOfWhichATableIsMissingIsLeftAlone() throws SQLException {
    try (CloneFile file = open()) {
      begin(file);
      reply(file, 50);
    }
    try (SqlSession session = part()) {
      session.execute("DROP TABLE fx_source");
    }

    assertThatThrownBy(this::open).isInstanceOf(RepositoryException.NotARepository.class)
        .hasMessageContaining("move it away");
    assertThat(own.resolve("clone.fossil.part")).isNotEmptyFile();
  }
}
