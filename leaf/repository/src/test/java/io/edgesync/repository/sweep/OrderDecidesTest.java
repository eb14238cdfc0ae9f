package io.edgesync.repository.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.StockHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the stock program's rebuild lets the order of its visits decide, artifacts that come in the order in which they were made
 * end as it has them.
 */
class OrderDecidesTest {

  @TempDir
  Path directory;

  private StockHistory history;
  private final List<String> checkins = new ArrayList<>();

  @BeforeEach
  void makeCheckins() throws IOException {
    history = StockHistory.in(directory);
    for (int i = 0; i < 5; i++) {
      history.write("file.txt", "line\n".repeat(20) + i).run("add", "file.txt", "--force");
      checkins.add(history.commit("number " + i));
    }
  }

  private void assertEqualInTheOrderOfMaking() throws IOException, SQLException {
    RepositoryOptions options = RepositoryFixture.options();
    Path file = directory.resolve("in-order.fossil");
    try (SweepSource source = SweepSource.open(history.repository(), options)) {
      source.makeFresh(file, options);
      try (Repository target = Repository.open(file, options);
          ArtifactWriter writer = target.artifacts().receive(Provenance.local(RepositoryFixture.ADMIN))) {
        for (SweepSource.Item item : source.items()) {
          writer.file(item.name(), null, source.store().load(item.name()).orElseThrow(), item.isPrivate());
        }
        assertThat(writer.finish().refusals()).isEmpty();
      }
    }
    assertThat(RepositoryComparison.differences(file, StockHistory.rebuilt(history.fossil(), file))).isEmpty();
  }

  @Test
  void anOlderOwnTagStaysWhereAYoungerOneWouldBeInherited() throws IOException, SQLException {
    history.tag("add", "--raw", "bgcolor", checkins.get(2), "#222222");
    history.tag("add", "--propagate", "t", checkins.get(3), "own");
    history.tag("add", "--raw", "--propagate", "bgcolor", checkins.get(0), "#000000");
    history.tag("add", "--propagate", "t", checkins.get(1), "inherited");

    assertEqualInTheOrderOfMaking();
  }

  @Test
  void theEndOfAnAmendedDateLeavesNoTime() throws IOException, SQLException {
    history.amend(checkins.get(1), "--date", "2024-02-02");
    history.tag("cancel", "--raw", "date", checkins.get(1));

    assertEqualInTheOrderOfMaking();
  }

  @Test
  void aCheckinGetsTheParentsThatATagNames() throws IOException, SQLException {
    history.tag("add", "--propagate", "t", checkins.get(2), "of the old parent");
    history.tag("add", "--raw", "parent", checkins.get(3), checkins.get(0) + " " + checkins.get(1));

    assertEqualInTheOrderOfMaking();
  }

  @Test
  void aReferenceDatesFromTheAmendmentOfItsComment() throws IOException, SQLException {
    history.amend(checkins.get(1), "-m", "first [abcdef]");
    history.amend(checkins.get(1), "-m", "second [abcdef] and [fedcba]");

    assertEqualInTheOrderOfMaking();
  }

  @Test
  void ofTwoTagsOfOneTimeTheFirstStays() throws IOException, SQLException {
    String date = history.nextDate();
    history.putCards("D " + date + "\nT *twin " + checkins.get(0) + " first\nU t\n");
    history.putCards("D " + date + "\nT +twin " + checkins.get(0) + " second\nU t\n");
    history.rebuild();

    assertEqualInTheOrderOfMaking();
  }
}
