package io.edgesync.repository.shun;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.ArtifactWriter.Reason;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SampleArtifact;
import io.edgesync.repository.history.BranchyHistory;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShunListTest {

  @TempDir
  Path directory;

  private FossilProcess fossil;
  private Path file;

  @BeforeEach
  void makeHistory() throws IOException {
    StockHistory history = BranchyHistory.in(directory);
    fossil = history.fossil();
    file = history.repository();
  }

  private Repository open(Path repository) {
    return Repository.open(repository, RepositoryFixture.options());
  }

  @Test
  void whatIsShunnedLeavesTheTimelineAndIsNeitherGivenNorTaken() throws Exception {
    try (Repository repository = open(file)) {
      Hash tip = repository.timeline().resolve("side").orElseThrow();
      assertThat(repository.shun().list()).isEmpty();

      repository.shun().add(List.of(tip));

      assertThat(repository.shun().list()).singleElement().satisfies(shunned -> {
        assertThat(shunned.name()).isEqualTo(tip);
        assertThat(shunned.isStill()).isTrue();
        assertThat(shunned.since().getEpochSecond()).isEqualTo(RepositoryFixture.NOW.getEpochSecond());
      });
      assertThat(Rows.of(file, "SELECT * FROM event JOIN blob ON rid=objid WHERE uuid='" + tip + "'")).isEmpty();
      assertThat(repository.artifacts().lookup(tip).isShunned()).isTrue();
      assertThat(repository.artifacts().unclustered()).doesNotContain(tip);
      assertThat(repository.artifacts().unsent()).doesNotContain(tip);
    }
    Path clone = directory.resolve("clone.fossil");
    fossil.ok(directory, "clone", "file://" + file, clone.toString());
    fossil.ok(directory, "rebuild", file.toString());
    try (Repository repository = open(file)) {
      Hash tip = repository.shun().list().getFirst().name();
      assertThat(repository.shun().list().getFirst().isStill()).isFalse();
      assertThat(repository.artifacts().lookup(tip).presence()).isEqualTo(Presence.ABSENT);

      repository.shun().remove(List.of(tip));

      assertThat(repository.shun().list()).isEmpty();
      assertThat(Rows.of(file, "SELECT * FROM shun")).isEmpty();
    }
    fossil.ok(directory, "pull", "file://" + clone, "-R", file.toString());
    assertThat(fossil.ok(directory, "test-integrity", "-R", file.toString())).contains(" 0 errors");
  }

  @Test
  void leavesTheRowsThatStocksPageLeaves() throws Exception {
    fossil.ok(directory, "user", "password", FossilProcess.USER, "secret", "-R", file.toString());
    Path ours = Files.copy(file, directory.resolve("ours.fossil"));
    Hash tip;
    try (Repository repository = open(ours)) {
      tip = repository.timeline().resolve("side").orElseThrow();
      repository.shun().add(List.of(tip));
    }
    shunOnStocksPage(tip);

    for (String table : List.of("event", "tagxref", "tag", "attachment", "blob", "leaf", "plink", "mlink")) {
      assertThat(Rows.of(ours, "SELECT * FROM " + table)).as(table)
          .isEqualTo(Rows.of(file, "SELECT * FROM " + table));
    }
    assertThat(Rows.of(ours, "SELECT uuid, scom, typeof(mtime) FROM shun"))
        .isEqualTo(Rows.of(file, "SELECT uuid, scom, typeof(mtime) FROM shun"));
  }

  /** {@code fossil ui} lets whoever comes from this machine in, as the setting {@code localauth} is off. */
  private void shunOnStocksPage(Hash name) throws Exception {
    try (FossilProcess.Server server = fossil.serve(file, "--localauth");
        HttpClient http = HttpClient.newHttpClient()) {
      URI page = server.url().resolve("shun");
      String form = server.answer(http, HttpRequest.newBuilder(page).build()).body();
      String token = form.replaceFirst("(?s).*name=['\"]csrf['\"] value=['\"]([^'\"]*)['\"].*", "$1");
      HttpRequest post = HttpRequest.newBuilder(page).header("Content-Type", "application/x-www-form-urlencoded")
          .header("Referer", page.toString())
          .POST(HttpRequest.BodyPublishers.ofString("add=Shun&uuid=" + name + "&csrf=" + token)).build();
      assertThat(server.answer(http, post).body()).contains("have been shunned");
    }
  }

  @Test
  void aDeltaOnSomethingShunnedIsRefusedUnlessItCanBeExpanded() {
    try (Repository repository = open(file)) {
      SampleArtifact held = SampleArtifact.version(1);
      SampleArtifact unknown = SampleArtifact.version(2);
      SampleArtifact onHeld = SampleArtifact.version(3);
      SampleArtifact onUnknown = SampleArtifact.version(4);
      Provenance peer = new Provenance("nobody", "192.0.2.1", null);
      try (ArtifactWriter writer = repository.artifacts().receive(peer)) {
        writer.file(held.name(), null, held.content(), false);
        writer.finish();
      }
      repository.shun().add(List.of(held.name(), unknown.name()));
      try (ArtifactWriter writer = repository.artifacts().receive(peer)) {
        writer.file(onHeld.name(), held.name(), onHeld.deltaFrom(held), false);
        writer.file(onUnknown.name(), unknown.name(), onUnknown.deltaFrom(unknown), false);

        ArtifactWriter.Receipt receipt = writer.finish();

        assertThat(receipt.stored()).containsExactly(onHeld.name());
        assertThat(receipt.refusals()).singleElement().satisfies(refusal -> {
          assertThat(refusal.reason()).isEqualTo(Reason.SHUNNED);
          assertThat(refusal.name()).isEqualTo(onUnknown.name());
        });
      }
      assertThat(repository.artifacts().lookup(unknown.name()).presence()).isEqualTo(Presence.ABSENT);
    }
  }
}
