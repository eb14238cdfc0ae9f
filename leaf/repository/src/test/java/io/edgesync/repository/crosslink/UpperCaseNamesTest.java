package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.HandMade;
import io.edgesync.repository.history.RawArtifacts;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of artifacts in capital digits, which Fossil takes in cards: found under their lower-case name, shown as they stand. */
class UpperCaseNamesTest {

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

  private static List<byte[]> artifacts() {
    List<byte[]> all = new ArrayList<>();
    all.add(HandMade.artifact("C one", "D 2024-03-01T10:00:00", "U u"));
    String name = RawArtifacts.sha1(all.getFirst());
    String upper = name.toUpperCase(Locale.ROOT);
    all.add(HandMade.artifact("C two", "D 2024-03-01T11:00:00", "P " + upper, "U u"));
    String other = RawArtifacts.sha1(all.getLast());
    all.add(HandMade.artifact("D 2024-03-02T10:00:00", "T *branch " + upper + " b", "T *sym-b " + upper,
        "T +bgcolor " + upper + " #111111", "T +bgcolor " + name + " #222222", "T +user " + other + " v", "U u"));
    String id = "ABCDEF".repeat(6) + "1111";
    String text = HandMade.text("text");
    all.add(HandMade.artifact("C note", "D 2024-03-03T10:00:00", "E 2024-03-03T10:00:00 " + id, "U u", text));
    all.add(HandMade.artifact("C note", "D 2024-03-03T10:00:01",
        "E 2024-03-03T10:00:00 " + id.toLowerCase(Locale.ROOT), "U u", text));
    all.add(HandMade.artifact("A file " + id + " " + upper, "D 2024-03-03T11:00:00", "U u"));
    all.add(HandMade.artifact("A page.txt Page " + upper, "D 2024-03-03T12:00:00", "U u"));
    return all;
  }
}
