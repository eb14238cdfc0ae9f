package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.history.HandMade;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes with a new event where stock Fossil was told to keep it: mails to send, texts to find. */
class SideTablesTest {

  @TempDir
  Path directory;

  private FossilProcess fossil;
  private Path file;

  @BeforeEach
  void make() {
    fossil = FossilProcess.in(directory);
    file = directory.resolve("side.fossil");
    RepositoryFixture.create(file).close();
  }

  private Hash receive(String... cards) {
    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      return ArrivalThroughStoreTest.receive(repository.artifacts(), HandMade.artifact(cards));
    }
  }

  private static String search(FossilProcess.Server server, String word) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(server.url().resolve("search?s=" + word)).build(),
          HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  @Test
  void subscribersAreToldOfEveryNewEvent() throws SQLException {
    Rows.change(file, "CREATE TABLE pending_alert(eventid TEXT PRIMARY KEY, sentSep BOOLEAN DEFAULT false,"
        + " sentDigest BOOLEAN DEFAULT false, sentMod BOOLEAN DEFAULT false) WITHOUT ROWID");

    receive("D 2024-03-01T10:00:00.000", "L Page", "U tester", HandMade.text("text"));
    receive("C note", "D 2024-03-01T10:00:01.000", "E 2024-03-01T10:00:01 " + "ab".repeat(20), "U tester",
        HandMade.text("text"));
    receive("D 2024-03-01T10:00:02.000", "H Thread", "U tester", HandMade.text("text"));
    receive("A a.txt Page " + "cd".repeat(32), "D 2024-03-01T10:00:03.000", "U tester");

    assertThat(Rows.of(file, "SELECT eventid FROM pending_alert ORDER BY eventid")).containsExactly("e3", "f4", "w2",
        "w5");
  }

  /** Without a technote: the search page of Fossil 2.21 ends in a segmentation fault where one of its own waits to be indexed. */
  @Test
  void newTextsWaitForTheSearchIndexAndStockFossilFindsThem() throws Exception {
    fossil.ok(directory, "fts-config", "enable", "cdtwef", "-R", file.toString());
    Hash first = receive("D 2024-03-01T10:00:00.000", "L Page", "U tester", HandMade.text("a zebra"));
    fossil.ok(directory, "fts-config", "index", "on", "-R", file.toString());

    receive("D 2024-03-01T10:00:01.000", "L Page", "P " + first, "U tester", HandMade.text("an okapi"));
    receive("D 2024-03-01T10:00:02.000", "H Thread", "U tester", HandMade.text("a giraffe"));
    assertThat(Rows.of(file, "SELECT type FROM ftsdocs WHERE NOT idxed ORDER BY type")).containsExactly("f", "w");
    try (FossilProcess.Server server = fossil.serve(file, "--localauth")) {
      assertThat(search(server, "okapi")).contains("Wiki: Page");
      assertThat(search(server, "giraffe")).contains("Thread");
    }
    assertThat(Rows.of(file, "SELECT type FROM ftsdocs WHERE NOT idxed")).isEmpty();
    assertThat(Rows.of(file, "PRAGMA integrity_check")).containsExactly("ok");
  }
}
