package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Maintenance;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.HandMade;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long names are in the texts of events follows from a setting, which anybody may have filled with anything. */
class HashDigitsTest {

  @TempDir
  Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"16", "12abc", " 8", "+7", "none", "", "2", "99", "-3", "20.7"})
  void namesAreCutAsStockCutsThemOnArrivalAndInARebuild(String setting) throws Exception {
    Path file = directory.resolve("r.fossil");
    RepositoryFixture.create(file).close();
    Rows.change(file, "INSERT INTO config(name, value, mtime) VALUES('hash-digits', '" + setting + "', 0)");
    String checkin = Rows.of(file, "SELECT uuid FROM blob").getFirst();

    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      ArrivalThroughStoreTest.receive(repository.artifacts(), HandMade.artifact("D 2024-03-01T10:00:00.000",
          "T +note " + checkin + " value", "U tester"));
    }
    Path rebuilt = Files.copy(file, directory.resolve("rebuilt.fossil"));
    Maintenance.rebuild(rebuilt, RepositoryFixture.options(), RebuildProgress.SILENT);

    Path stock = StockHistory.rebuilt(FossilProcess.in(directory), file);
    assertThat(Rows.of(stock, "SELECT comment FROM event WHERE type='g'")).hasSize(1);
    assertThat(RepositoryComparison.differences(file, stock)).isEmpty();
    assertThat(RepositoryComparison.differences(rebuilt, stock)).isEmpty();
  }
}
