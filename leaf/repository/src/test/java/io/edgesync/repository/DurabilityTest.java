package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.process.SystemCalls;
import io.edgesync.repository.process.SystemCalls.Call;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code commit} returned from survives a power cut: before it returns, everything it needs has been synced to the disk. */
class DurabilityTest {

  private static final List<String> CALLS = List.of("write", "fsync", "fdatasync", "unlink", "unlinkat", "rename",
      "renameat2", "fcntl");
  private static final String BEGUN = "begun: ";
  private static final String ACKNOWLEDGED = "acknowledged: ";

  /** Makes a repository and a check-in in it, and says when. */
  static final class Committer {
    private Committer() {}

    public static void main(String[] arguments) throws SQLException {
      Path file = Path.of(arguments[0]);
      System.out.println(BEGUN + "create");
      Repository created = RepositoryFixture.create(file);
      System.out.println(ACKNOWLEDGED + "create");
      created.close();
      if (arguments.length > 1) {
        journalMode(file, arguments[1]);
      }
      try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
        System.out.println(BEGUN + "commit");
        repository.checkins().commit(CheckinRequest.of(
            Map.of("a.txt", NewFile.of("content".getBytes(StandardCharsets.UTF_8))), "first", RepositoryFixture.ADMIN));
        System.out.println(ACKNOWLEDGED + "commit");
        cloneOf(repository, file.resolveSibling("clone.fossil"));
      }
    }

    private static void cloneOf(Repository repository, Path target) {
      try (CloneFile clone = CloneFile.openOrCreate(target, RepositoryFixture.options())) {
        clone.start(repository.projectCode(), repository.serverCode());
        List<StoredArtifact> reply = new ArrayList<>();
        clone.append(reply, repository.artifacts().walkStored(1, false, reply::add));
        System.out.println(BEGUN + "clone");
        clone.finish(new CloneOptions("tester", "secret", new Random(3)), CloneFile.Progress.NONE).close();
        System.out.println(ACKNOWLEDGED + "clone");
      }
    }
  }

  @TempDir
  Path directory;

  private static void journalMode(Path file, String mode) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=" + mode);
    }
  }

  /** The calls between saying that something begins and acknowledging it. */
  private static List<Call> between(List<Call> calls, String what) {
    int begun = find(calls, BEGUN + what);
    int acknowledged = find(calls, ACKNOWLEDGED + what);
    assertThat(begun).isNotNegative().isLessThan(acknowledged);
    return calls.subList(begun, acknowledged);
  }

  private static int find(List<Call> calls, String said) {
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).is("write") && calls.get(i).text().contains(said)) {
        return i;
      }
    }
    return -1;
  }

  private static int lastSync(List<Call> calls, String file) {
    for (int i = calls.size() - 1; i >= 0; i--) {
      Call call = calls.get(i);
      if (call.is("fsync", "fdatasync") && call.text().contains("<" + file + ">") && call.text().endsWith("= 0")) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void journalFileAndDirectoryAreSyncedBeforeAnAcknowledgement() throws Exception {
    Path file = directory.toRealPath().resolve("durable.fossil");

    List<Call> calls = SystemCalls.of(directory, false, CALLS, Committer.class, file.toString());

    for (String what : List.of("create", "commit")) {
      List<Call> made = between(calls, what);
      int journal = lastSync(made, file + "-journal");
      int content = lastSync(made, file.toString());
      int removed = made.indexOf(made.stream().filter(call -> call.is("unlink", "unlinkat")
          && call.text().contains(file + "-journal")).reduce((first, second) -> second).orElseThrow());
      int names = lastSync(made, file.getParent().toString());
      int letGo = made.indexOf(made.stream().skip(removed).filter(call -> call.is("fcntl")
          && call.text().contains("<" + file + ">") && call.text().contains("F_UNLCK")).findFirst().orElseThrow());
      assertThat(List.of(0, journal, content, removed, letGo, names)).as(what + " of " + made).isSorted()
          .doesNotHaveDuplicates();
    }
    List<Call> made = between(calls, "clone");
    int renamed = made.indexOf(made.stream().filter(call -> call.is("rename", "renameat2")).findFirst().orElseThrow());
    assertThat(lastSync(made, file.getParent().toString())).as("clone: " + made).isGreaterThan(renamed);
  }

  @Test
  void theLogIsSyncedBeforeAnAcknowledgementWhereSomebodyChoseWal() throws Exception {
    Path file = directory.toRealPath().resolve("durable.fossil");

    List<Call> calls = SystemCalls.of(directory, false, CALLS, Committer.class, file.toString(), "WAL");

    List<Call> made = between(calls, "commit");
    assertThat(lastSync(made, file + "-wal")).as(made.toString()).isPositive();
    assertThat(made).noneMatch(call -> call.text().contains("-journal"));
  }

  @Test
  void everyConnectionSyncsAndLeavesTheJournalModeAsItIs() throws SQLException {
    for (String mode : List.of("delete", "wal")) {
      Path file = directory.resolve(mode + ".fossil");
      RepositoryFixture.create(file).close();
      journalMode(file, mode);

      try (RepositoryDatabase database = RepositoryDatabase.of(file, Duration.ofSeconds(5))) {
        for (String pragma : List.of("synchronous=2", "fullfsync=1", "checkpoint_fullfsync=1",
            "journal_mode=" + mode)) {
          String query = "PRAGMA " + pragma.substring(0, pragma.indexOf('='));
          String value = pragma.substring(pragma.indexOf('=') + 1);
          assertThat(database.<String>write(tx -> tx.session().text(query))).as(pragma).isEqualTo(value);
          assertThat(database.<String>read(session -> session.text(query))).as(pragma).isEqualTo(value);
        }
      }
    }
  }
}
