package io.edgesync.repository.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.BranchyHistory;
import io.edgesync.repository.history.Specimen;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateContentTest {

  private static final List<String> STATE = List.of("private", "unclustered", "unsent");

  private static Specimen specimen;

  @BeforeAll
  static void makeHistory(@TempDir Path directory) throws IOException {
    specimen = Specimen.of(BranchyHistory.in(directory));
  }

  private static List<Hash> named(Repository repository, String name) {
    return List.of(repository.timeline().resolve(name).orElseThrow());
  }

  private static List<String> state(Path file) throws Exception {
    List<String> state = new ArrayList<>();
    for (String table : STATE) {
      Rows.of(file, "SELECT uuid FROM blob WHERE rid IN " + table + " ORDER BY 1")
          .forEach(row -> state.add(table + " " + row));
    }
    return state;
  }

  private static void assertSound(Path file) {
    assertThat(specimen.integrity(file)).doesNotContain("private");
  }

  @Test
  void publishesABranchAsStockDoes() throws Exception {
    Path theirs = specimen.copy();
    Path ours = specimen.copy();
    specimen.stock("publish", "hidden", "-R", theirs.toString());
    try (Repository repository = RepositoryFixture.open(ours)) {
      assertThat(repository.privateContent().checkins()).hasSize(2);

      List<Hash> published = repository.privateContent().publishFrom(named(repository, "start:hidden"));

      assertThat(published).hasSize(5).containsAll(named(repository, "hidden"));
      assertThat(repository.privateContent().checkins()).isEmpty();
      assertThat(repository.artifacts().privateNames()).isEmpty();
      assertThat(repository.privateContent().publishFrom(published.subList(0, 1))).isEmpty();
    }
    assertThat(state(ours)).isEqualTo(state(theirs));
    assertSound(ours);
    assertThat(RepositoryComparison.differences(ours, specimen.rebuilt(ours))).isEmpty();
  }

  @Test
  void publishesOneCheckinWithOrWithoutItsFilesAsStockDoes() throws Exception {
    for (boolean only : List.of(true, false)) {
      Path theirs = specimen.copy();
      Path ours = specimen.copy();
      List<Hash> first;
      try (Repository repository = RepositoryFixture.open(ours)) {
        first = named(repository, "start:hidden");
        List<Hash> published = only
            ? repository.privateContent().publishOnly(first)
            : repository.privateContent().publish(first);
        assertThat(published).containsAll(first).hasSize(only ? 1 : 3);
      }
      List<String> command = new ArrayList<>(List.of("publish", first.getFirst().hex(), "-R", theirs.toString()));
      if (only) {
        command.add("--only");
      }
      assertThat(specimen.fossil().run(specimen.original().getParent(), command).exitCode()).isZero();
      assertThat(state(ours)).as("only %s", only).isEqualTo(state(theirs));
      assertSound(ours);
    }
  }

  @Test
  void whatBecomesPrivateIsNoSourceOfPublicDeltas() throws Exception {
    Path file = specimen.copy();
    List<String> sources = Rows.of(file,
        "SELECT s.uuid FROM delta d JOIN blob b ON b.rid=d.rid JOIN blob s ON s.rid=d.srcid"
            + " WHERE d.rid NOT IN private AND d.srcid NOT IN private");
    assertThat(sources).isNotEmpty();
    try (Repository repository = RepositoryFixture.open(file)) {
      List<Hash> names = sources.stream().distinct().map(Hash::new).toList();

      assertThat(repository.privateContent().makePrivate(names)).containsExactlyInAnyOrderElementsOf(names);

      assertThat(repository.privateContent().makePrivate(names)).isEmpty();
      assertSound(file);
      assertThat(Rows.of(file, "SELECT rid FROM unclustered WHERE rid IN private")).isEmpty();
      repository.privateContent().publishOnly(names);
    }
    assertSound(file);
    assertThat(RepositoryComparison.differences(file, specimen.original())).isEmpty();
  }

  @Test
  void refusesNamesThatAreNotKnown() throws Exception {
    Path file = specimen.copy();
    Hash unknown = new Hash("0".repeat(40));
    try (Repository repository = RepositoryFixture.open(file)) {
      assertThatThrownBy(() -> repository.privateContent().publish(List.of(unknown)))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining(unknown.hex());
      assertThatThrownBy(() -> repository.privateContent().makePrivate(List.of(unknown)))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining(unknown.hex());
    }
    assertThat(RepositoryComparison.differences(file, specimen.original())).isEmpty();
  }

  @Test
  void scrubsAsStockDoes() throws Exception {
    Path theirs = specimen.copy();
    Path ours = specimen.copy();
    String stored = Rows.of(ours, "SELECT hex(content) FROM blob WHERE rid=(SELECT max(rid) FROM private)").getFirst();
    Rows.change(ours, "INSERT INTO unsent SELECT objid FROM event WHERE type='ci'");
    specimen.stock("scrub", "--private", "--force", theirs.toString());
    try (Repository repository = RepositoryFixture.open(ours)) {
      int rows = repository.privateContent().scrub();

      assertThat(rows).isEqualTo(Rows.of(specimen.original(), "SELECT rid FROM private").size());
      assertThat(repository.artifacts().unsent()).isNotEmpty();
      assertThat(repository.timeline().resolve("hidden")).isEmpty();
      assertThat(repository.privateContent().scrub()).isZero();
    }
    assertThat(RepositoryComparison.differences(ours, theirs)).isEmpty();
    assertSound(ours);
    assertThat(RepositoryComparison.differences(ours, specimen.rebuilt(ours))).isEmpty();
    assertThat(HexFormat.of().withUpperCase().formatHex(Files.readAllBytes(ours))).doesNotContain(stored);
  }
}
