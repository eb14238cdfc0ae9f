package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SampleArtifact;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stock Fossil commits into the file that we have open. */
class ForeignWritesTest {

  private static final Provenance PEER = new Provenance("nobody", "192.0.2.1", null);

  @TempDir
  Path directory;

  private StockHistory stock;
  private Repository repository;

  @BeforeEach
  void openBesideACheckout() throws IOException {
    stock = StockHistory.in(directory);
    repository = Repository.open(stock.repository(), RepositoryFixture.options());
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void areNoticedByTheDataVersion() throws IOException {
    long before = repository.changes().dataVersion();
    assertThat(repository.changes().dataVersion()).isEqualTo(before);

    stock.add("a.txt", "one\n").commit("first");

    assertThat(repository.changes().dataVersion()).isNotEqualTo(before);
  }

  @Test
  void ownWritesDoNotMoveTheDataVersion() {
    long before = repository.changes().dataVersion();

    receive(SampleArtifact.of("ours"), false);

    assertThat(repository.changes().dataVersion()).isEqualTo(before);
  }

  @Test
  void areFoundSinceAMark() throws IOException {
    Changes.Mark mark = repository.changes().mark();
    assertThat(repository.changes().newPublicArtifactsSince(mark).available()).isEmpty();

    String checkin = stock.add("a.txt", "one\n").commit("first");

    Changes.News news = repository.changes().newPublicArtifactsSince(mark);
    assertThat(news.available()).hasSize(2).contains(new Hash(checkin));
    assertThat(repository.changes().newPublicArtifactsSince(news.mark()).available()).isEmpty();
  }

  @Test
  void filledPhantomsAndArtifactsMadePublicAreNews() {
    SampleArtifact wanted = SampleArtifact.of("wanted");
    SampleArtifact secret = SampleArtifact.of("secret");
    SampleArtifact source = SampleArtifact.version(1);
    SampleArtifact dangling = SampleArtifact.version(2);
    try (ArtifactWriter writer = repository.artifacts().receive(PEER)) {
      writer.phantom(wanted.name(), false);
      writer.file(dangling.name(), source.name(), dangling.deltaFrom(source), false);
      writer.file(secret.name(), null, secret.content(), true);
      writer.finish();
    }
    Changes.Mark mark = repository.changes().mark();

    receive(wanted, false);
    receive(source, false);
    receive(SampleArtifact.of("new and private"), true);
    try (ArtifactWriter writer = repository.artifacts().receive(PEER)) {
      writer.markPublic(secret.name());
      writer.finish();
    }

    assertThat(repository.changes().newPublicArtifactsSince(mark).available())
        .containsExactlyInAnyOrder(wanted.name(), source.name(), dangling.name(), secret.name());
  }

  @Test
  void whatWeStoreOurselvesLeavesTheSetWholeAlsoWhereItFillsTheLastRow() {
    SampleArtifact wanted = SampleArtifact.of("wanted");
    stock.fossil().ok(directory, "sql", "-R", stock.repository().toString(),
        "INSERT INTO blob(rcvid, size, uuid) VALUES(0, -1, '" + wanted.name() + "');"
            + " INSERT INTO phantom(rid) SELECT max(rid) FROM blob");
    Changes.Mark mark = repository.changes().mark();

    receive(wanted, false);

    Changes.News news = repository.changes().newPublicArtifactsSince(mark);
    assertThat(news.available()).containsExactly(wanted.name());
    assertThat(news.isWhole()).isTrue();
  }

  /** As in a clone that is copied over this one: as many rows, and the last one, which both got from a third, is the same. */
  @Test
  void anotherArtifactAmongTheLastOnesLeavesTheSetNotWhole() {
    SampleArtifact ours = SampleArtifact.of("only here");
    receive(ours, false);
    receive(SampleArtifact.of("in both"), false);
    Changes.Mark mark = repository.changes().mark();

    stock.fossil().ok(directory, "sql", "-R", stock.repository().toString(),
        "UPDATE blob SET uuid='" + SampleArtifact.of("only there").name() + "' WHERE uuid='" + ours.name() + "'");

    assertThat(repository.changes().newPublicArtifactsSince(mark).isWhole()).isFalse();
  }

  @Test
  void aRebuildThatRemovesWhatIsShunnedLeavesNothingInOurMemory() {
    SampleArtifact bad = SampleArtifact.version(1);
    receive(bad, false);
    repository.artifacts().load(bad.name()).orElseThrow().close();

    stock.fossil().ok(directory, "sql", "-R", stock.repository().toString(),
        "INSERT INTO shun(uuid, mtime) VALUES('" + bad.name() + "', 0)");
    stock.fossil().ok(directory, "rebuild", stock.repository().toString());

    assertThat(repository.artifacts().lookup(bad.name()).presence()).isEqualTo(Presence.ABSENT);
    assertThat(repository.artifacts().load(bad.name())).isEmpty();
    receive(SampleArtifact.of("takes the rid that became free"), false);
    assertThat(repository.artifacts().load(SampleArtifact.of("takes the rid that became free").name())).isPresent();
  }

  @Test
  void aRidThatNowMeansSomethingElseIsNotBelieved() {
    SampleArtifact bad = SampleArtifact.version(1);
    receive(bad, false);
    assertThat(repository.artifacts().lookup(bad.name()).presence()).isEqualTo(Presence.HELD);

    stock.fossil().ok(directory, "sql", "-R", stock.repository().toString(),
        "INSERT INTO shun(uuid, mtime) VALUES('" + bad.name() + "', 0)");
    stock.fossil().ok(directory, "rebuild", stock.repository().toString());
    SampleArtifact dangling = SampleArtifact.version(2);
    try (Repository another = Repository.open(stock.repository(), RepositoryFixture.options());
        ArtifactWriter writer = another.artifacts().receive(PEER)) {
      writer.file(dangling.name(), SampleArtifact.version(3).name(), dangling.deltaFrom(SampleArtifact.version(3)),
          false);
      assertThat(writer.finish().dangling()).isEqualTo(1);
    }

    assertThat(repository.artifacts().lookup(dangling.name()).presence()).isEqualTo(Presence.DANGLING);
    assertThat(repository.artifacts().load(dangling.name())).isEmpty();
  }

  @Test
  void mayEvenRewriteTheWholeFile() throws IOException {
    List<SampleArtifact> received = new ArrayList<>();
    for (String sql : List.of("VACUUM", "PRAGMA page_size=1024; VACUUM", "PRAGMA journal_mode=wal")) {
      SampleArtifact artifact = SampleArtifact.of("before " + sql);
      receive(artifact, false);
      received.add(artifact);
      stock.add("a.txt", sql).commit("before " + sql);

      stock.fossil().ok(directory, "sql", "-R", stock.repository().toString(), sql);

      for (SampleArtifact one : received) {
        try (Content content = repository.artifacts().load(one.name()).orElseThrow()) {
          assertThat(content.toArray()).isEqualTo(one.bytes());
        }
      }
    }
    receive(SampleArtifact.of("afterwards"), false);

    assertThat(stock.run("test-integrity")).contains(" 0 errors").contains("check: ok");
  }

  @Test
  void stockCommitsMakeTheUnsentThatAPushClears() throws IOException {
    stock.add("a.txt", "one\n").commit("first");
    ArtifactStore artifacts = repository.artifacts();

    List<Hash> unsent = artifacts.unsent();
    assertThat(unsent).hasSize(2);
    artifacts.clearUnsent(unsent);

    assertThat(artifacts.unsent()).isEmpty();
  }

  @Test
  void ofOursLetStockReadAndCommitOn() throws IOException {
    receive(SampleArtifact.of("ours"), false);

    stock.add("a.txt", "one\n").commit("first");
    receive(SampleArtifact.of("ours again"), false);
    stock.write("a.txt", "two\n").commit("second");

    assertThat(stock.run("test-integrity")).contains(" 0 errors").contains("check: ok");
  }

  private void receive(SampleArtifact artifact, boolean isPrivate) {
    try (ArtifactWriter writer = repository.artifacts().receive(PEER)) {
      writer.file(artifact.name(), null, artifact.content(), isPrivate);
      ArtifactWriter.Receipt receipt = writer.finish();
      assertThat(isPrivate ? receipt.storedPrivately() : receipt.stored()).contains(artifact.name());
    }
  }
}
