package io.edgesync.repository.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Maintenance;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.Rows;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.database.ForeignLock;
import io.edgesync.repository.history.BranchyHistory;
import io.edgesync.repository.history.Specimen;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraveyardTest {

  private static final String ITEMS = "SELECT peid, orid, uuid, (SELECT uuid FROM purgeitem s WHERE s.piid=i.srcid),"
      + " isPrivate, sz, desc, quote(data) FROM purgeitem i ORDER BY orid";

  private static Specimen specimen;

  @BeforeAll
  static void makeHistory(@TempDir Path directory) throws IOException {
    specimen = Specimen.of(BranchyHistory.in(directory));
  }

  /** It looks for the check-out that it is called in. */
  private static void stockPurges(Path file, String branch) throws IOException {
    Path checkout = Files.createDirectories(file.resolveSibling(file.getFileName() + "-checkout"));
    specimen.fossil().run(checkout, "open", file.toString());
    specimen.fossil().ok(checkout, "purge", "checkins", branch);
  }

  private static Hash name(Repository repository, String name) {
    return repository.timeline().resolve(name).orElseThrow();
  }

  private static void assertSoundAndAsRebuilt(Path file) throws IOException {
    specimen.integrity(file);
    assertThat(RepositoryComparison.differences(file, specimen.rebuilt(file))).isEmpty();
  }

  @Test
  void putsTheItemsWhereStockPutsThemAndARebuildChangesNothing() throws Exception {
    for (String branch : List.of("side", "hidden")) {
      Path theirs = specimen.copy();
      Path ours = specimen.copy();
      stockPurges(theirs, branch);
      try (Repository repository = RepositoryFixture.open(ours)) {
        PurgeSelection selection = new PurgeSelection.Checkins(List.of(name(repository, "start:" + branch)));
        List<Hash> explained = repository.graveyard().explain(selection);

        long event = repository.graveyard().purge(selection, "");

        assertThat(repository.graveyard().items(event)).extracting(PurgeItem::name)
            .containsExactlyInAnyOrderElementsOf(explained);
        assertThat(repository.timeline().resolve("start:" + branch)).isEmpty();
        assertThat(repository.artifacts().load(explained.getFirst())).isEmpty();
      }
      assertThat(Rows.of(ours, ITEMS)).as(branch).isEqualTo(Rows.of(theirs, ITEMS)).isNotEmpty();
      assertThat(Rows.of(ours, "SELECT uuid FROM blob ORDER BY 1"))
          .isEqualTo(Rows.of(theirs, "SELECT uuid FROM blob ORDER BY 1"));
      assertSoundAndAsRebuilt(ours);
    }
  }

  @Test
  void whatStocksPurgeLeavesBehindInDerivedTablesIsSaidToBeMendedByARebuild(@TempDir Path directory) throws Exception {
    StockHistory history = StockHistory.in(directory);
    String first = history.add("a", "1").commit("first");
    history.write("a", "2");
    history.commit("second");
    history.run("update", first);
    history.run("purge", "checkins", "tip");
    Path file = history.repository();
    RepositoryOptions options = RepositoryFixture.options();

    assertThat(Maintenance.verify(file, options, RebuildProgress.SILENT).wrong()).isNotEmpty()
        .allSatisfy(wrong -> assertThat(wrong.reason()).contains("`edgesync rebuild` or `fossil rebuild`"));

    Maintenance.rebuild(file, options, RebuildProgress.SILENT);
    assertThat(Maintenance.verify(file, options, RebuildProgress.SILENT).wrong()).isEmpty();
  }

  @Test
  void stockBringsBackWhatWePurged() throws Exception {
    Path file = specimen.copy();
    try (Repository repository = RepositoryFixture.open(file)) {
      repository.graveyard().purge(new PurgeSelection.Checkins(List.of(name(repository, "start:side"))), "");
      repository.graveyard().purge(new PurgeSelection.Checkins(List.of(name(repository, "start:hidden"))), "");
    }

    specimen.stock("purge", "undo", "2", "-R", file.toString());
    specimen.stock("purge", "undo", "1", "-R", file.toString());

    assertThat(Rows.of(file, "SELECT * FROM purgeitem")).isEmpty();
    assertThat(RepositoryComparison.differences(specimen.rebuilt(file), specimen.original())).isEmpty();
  }

  @Test
  void weBringBackWhatStockPurged() throws Exception {
    Path file = specimen.copy();
    stockPurges(file, "side");
    stockPurges(file, "hidden");
    try (Repository repository = RepositoryFixture.open(file)) {
      assertThat(repository.graveyard().events()).extracting(PurgeEvent::id).containsExactly(1L, 2L);
      List<Hash> hidden = repository.graveyard().items(2).stream().map(PurgeItem::name).toList();

      repository.graveyard().undo(1, FossilProcess.USER);
      repository.graveyard().undo(2, FossilProcess.USER);

      assertThat(repository.graveyard().events()).isEmpty();
      assertThat(repository.artifacts().privateNames()).containsExactlyInAnyOrderElementsOf(hidden);
    }
    assertThat(specimen.stock("test-integrity", "-R", file.toString())).contains(" 0 errors");
    assertThat(RepositoryComparison.differences(specimen.rebuilt(file), specimen.original())).isEmpty();
  }

  @Test
  void whatWePurgedAndBroughtBackIsAsItWas() throws Exception {
    Path file = specimen.copy();
    try (Repository repository = RepositoryFixture.open(file)) {
      long event = repository.graveyard().purge(new PurgeSelection.Checkins(List.of(name(repository, "start:side"))),
          "by mistake");
      assertThat(repository.graveyard().events()).singleElement()
          .satisfies(one -> assertThat(one.notes()).isEqualTo("by mistake"));

      repository.graveyard().undo(event, FossilProcess.USER);
    }
    assertSoundAndAsRebuilt(file);
    assertThat(RepositoryComparison.differences(file, specimen.original())).isEmpty();
  }

  @Test
  void aFileThatACheckinStillNamesIsWantedAgain() throws Exception {
    Path file = specimen.copy();
    try (Repository repository = RepositoryFixture.open(file)) {
      repository.graveyard().purge(new PurgeSelection.Files(List.of("b.txt")), "");

      assertThat(repository.artifacts().phantoms(10, false)).hasSize(2);
      assertSoundAndAsRebuilt(file);
      repository.graveyard().undo(1, FossilProcess.USER);

      assertThat(repository.artifacts().phantoms(10, false)).isEmpty();
    }
    assertThat(RepositoryComparison.differences(specimen.rebuilt(file), specimen.original())).isEmpty();
  }

  @Test
  void refusesWhatItCouldNotBringBackAndChangesNothing() throws Exception {
    Path file = specimen.copy();
    List<String> before = RepositoryComparison.dump(file);
    try (Repository repository = RepositoryFixture.open(file)) {
      Hash unknown = new Hash("0".repeat(64));
      assertThatThrownBy(() -> repository.graveyard().purge(new PurgeSelection.Artifacts(List.of(unknown)), ""))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining(unknown.hex());
      assertThatThrownBy(() -> repository.graveyard().purge(new PurgeSelection.Files(List.of("no such file")), ""))
          .isInstanceOf(RepositoryException.Refused.class);
      assertThatThrownBy(() -> repository.graveyard().undo(7, FossilProcess.USER))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("7");
    }
    assertThat(RepositoryComparison.dump(file)).isEqualTo(before);
    assertThat(Rows.of(file, "SELECT name FROM sqlite_schema WHERE name GLOB 'purge*'")).isEmpty();
  }

  @Test
  void explainsWhileAnotherProgramIsAboutToWrite() throws Exception {
    Path file = specimen.copy();
    try (Repository repository = RepositoryFixture.open(file);
        ForeignLock _ = ForeignLock.on(file, "BEGIN IMMEDIATE")) {
      assertThat(repository.graveyard().explain(new PurgeSelection.Files(List.of("b.txt")))).hasSize(2);
    }
  }

  @Test
  void aDamagedItemStaysInTheGraveyard() throws Exception {
    for (String damage : List.of("UPDATE purgeitem SET data=x'000000ff789c0300' WHERE piid=1",
        "UPDATE purgeitem SET srcid=piid WHERE piid=2", "UPDATE purgeitem SET srcid=999 WHERE piid=3",
        "UPDATE purgeitem SET uuid='" + "0".repeat(64) + "' WHERE srcid IS NULL")) {
      Path file = specimen.copy();
      try (Repository repository = RepositoryFixture.open(file)) {
        repository.graveyard().purge(new PurgeSelection.Checkins(List.of(name(repository, "start:side"))), "");
        Rows.change(file, damage);
        int items = repository.graveyard().items(1).size();

        assertThatThrownBy(() -> repository.graveyard().undo(1, FossilProcess.USER)).as(damage)
            .isInstanceOf(RepositoryException.Corrupt.class);

        assertThat(repository.graveyard().items(1)).hasSize(items);
        assertThat(specimen.stock("test-integrity", "-R", file.toString())).contains(" 0 errors");
      }
    }
  }

  @Test
  void obliteratedContentIsNowhereInTheFile() throws Exception {
    Path file = specimen.copy();
    try (Repository repository = RepositoryFixture.open(file)) {
      repository.graveyard().purge(new PurgeSelection.Checkins(List.of(name(repository, "start:side"))), "");
      Rows.change(file, "UPDATE purgeitem SET data=CAST('a mark that is not compressed' AS BLOB) WHERE piid=1");

      repository.graveyard().obliterate(List.of(1L));

      assertThat(repository.graveyard().events()).isEmpty();
      assertThat(repository.graveyard().items(1)).isEmpty();
    }
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .doesNotContain("a mark that is not compressed");
    assertSoundAndAsRebuilt(file);
  }

  @Test
  void stockForgetsAndListsOurs() throws IOException, SQLException {
    Path file = specimen.copy();
    try (Repository repository = RepositoryFixture.open(file)) {
      repository.graveyard().purge(new PurgeSelection.Checkins(List.of(name(repository, "start:side"))), "");
    }
    assertThat(specimen.stock("purge", "list", "-l", "-R", file.toString()))
        .contains("check-in to side by tester");
    specimen.stock("purge", "obliterate", "1", "--force", "-R", file.toString());
    assertThat(Rows.of(file, "SELECT * FROM purgeevent")).isEmpty();
  }
}
