package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Maintenance;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.attachment.AttachedFile;
import io.edgesync.repository.attachment.AttachmentTarget;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.HandMade;
import io.edgesync.repository.history.RawArtifacts;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.technote.NewTechnote;
import io.edgesync.repository.technote.TechnoteId;
import io.edgesync.repository.technote.Technotes;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of artifacts in capital digits, which Fossil takes in cards: found under their lower-case name, shown as they stand. */
class UpperCaseNamesTest {

  private static final String ID = "ABCDEF".repeat(6) + "1111";

  @TempDir
  Path directory;

  @Test
  void showInTextsAsTheyStand() throws Exception {
    FossilProcess fossil = FossilProcess.in(directory);
    Path bare = directory.resolve("bare.fossil");
    fossil.ok(directory, "init", bare.toString());
    List<byte[]> artifacts = artifacts();
    Path ours = Files.copy(bare, directory.resolve("ours.fossil"));
    RawArtifacts.store(ours, artifacts);
    Path stock = StockHistory.rebuilt(fossil, ours);
    Path fed = directory.resolve("fed.fossil");

    Maintenance.rebuild(ours, RepositoryFixture.options(), RebuildProgress.SILENT);
    List<FedRepository.Fed> arriving = new ArrayList<>(FedRepository.artifacts(fossil, bare, directory));
    artifacts.reversed().forEach(
        each -> arriving.add(new FedRepository.Fed(new Hash(RawArtifacts.sha1(each)), each, false)));
    try (FedRepository repository = FedRepository.emptied(bare, fed)) {
      repository.feed(arriving, 2);
      assertThat(repository.texts("SELECT comment FROM event")).anyMatch(text -> text.contains("ABCDEF"));
    }

    assertThat(RepositoryComparison.differences(ours, stock)).isEmpty();
    assertThat(RepositoryComparison.differences(fed, StockHistory.rebuilt(fossil, fed))).isEmpty();
  }

  @Test
  void areIdsOfTechnotesOnTheirOwn() throws Exception {
    FossilProcess fossil = FossilProcess.in(directory);
    Path file = directory.resolve("notes.fossil");
    fossil.ok(directory, "init", file.toString());
    RawArtifacts.store(file, artifacts());
    Maintenance.rebuild(file, RepositoryFixture.options(), RebuildProgress.SILENT);
    String listed = fossil.ok(directory, "wiki", "list", "--technote", "--show-technote-ids", "-R", file.toString());
    TechnoteId capitals = new TechnoteId(ID);
    TechnoteId small = new TechnoteId(ID.toLowerCase(Locale.ROOT));

    try (Repository repository = RepositoryFixture.open(file)) {
      Technotes notes = repository.technotes();
      assertThat(notes.ids()).containsExactly(capitals, small)
          .allSatisfy(id -> assertThat(listed).contains(id.digits()));
      assertThat(notes.note(capitals).orElseThrow().id()).isEqualTo(ID);
      AttachmentTarget.Note target = new AttachmentTarget.Note(capitals);
      assertThat(repository.attachments().list(target)).extracting(AttachedFile::content)
          .containsExactly(new Hash(RawArtifacts.sha1(artifacts().getFirst())));

      Author author = Author.of(RepositoryFixture.ADMIN).at(Instant.parse("2024-03-04T10:00:00Z"));
      Hash edited = notes.write(capitals, NewTechnote.of(RepositoryFixture.NOW, "edited", "text"), author);
      repository.attachments().add(target, "another", new byte[]{1}, "", author);

      assertThat(notes.versions(capitals)).hasSize(2).startsWith(edited);
      assertThat(notes.versions(small)).hasSize(1);
      assertThat(repository.attachments().list(target)).hasSize(2);
    }
    assertThat(RepositoryComparison.differences(file, StockHistory.rebuilt(fossil, file))).isEmpty();
  }

  private static List<byte[]> artifacts() {
    List<byte[]> all = new ArrayList<>();
    all.add(HandMade.artifact("C one", "D 2024-03-01T10:00:00", "U u"));
    String name = RawArtifacts.sha1(all.getFirst());
    String upper = name.toUpperCase(Locale.ROOT);
    all.add(HandMade.artifact("C two", "D 2024-03-01T11:00:00", "P " + upper, "U u"));
    String other = RawArtifacts.sha1(all.getLast());
    all.add(HandMade.artifact("D 2024-03-02T10:00:00", "T *branch " + upper + " b", "T *sym-b " + upper,
        "T +bgcolor " + upper + " #111111", "T +bgcolor " + name + " #222222", "T +user " + other + " v", "U u"));
    String text = HandMade.text("text");
    all.add(HandMade.artifact("C note", "D 2024-03-03T10:00:00", "E 2024-03-03T10:00:00 " + ID, "U u", text));
    all.add(HandMade.artifact("C note", "D 2024-03-03T10:00:01",
        "E 2024-03-03T10:00:00 " + ID.toLowerCase(Locale.ROOT), "U u", text));
    all.add(HandMade.artifact("A file " + ID + " " + upper, "D 2024-03-03T11:00:00", "U u"));
    all.add(HandMade.artifact("A page.txt Page " + upper, "D 2024-03-03T12:00:00", "U u"));
    return all;
  }
}
