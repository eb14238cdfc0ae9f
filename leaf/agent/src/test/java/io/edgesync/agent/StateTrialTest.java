package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.agent.state.StateDatabase;
import io.edgesync.agent.state.StateDirectory;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.repository.process.SmallFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateTrialTest {

  @TempDir
  private Path directory = Path.of("");

  @Test
  void whatWasTriedLeavesNothingBehind() throws Exception {
    assertThat(StateTrial.of(directory.resolve("not/yet/there"))).isEmpty();
    assertThat(below(directory)).isEmpty();

    try (StateDirectory running = StateDirectory.open(directory.resolve("state"))) {
      assertThat(StateTrial.of(running.path())).isEmpty();
      assertThat(below(running.path())).containsExactly("lock");
    }
  }

  @Test
  void aFileInItsPlaceIsNamed() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThat(StateTrial.of(file.resolve("state"))).singleElement().asString()
        .startsWith(file.resolve("state") + ": ");
  }

  /** What a start goes on with it goes on with, and of the rest it says all. */
  @Test
  void whatIsThereIsReadAsAStartReadsIt() throws Exception {
    Path state = directory.resolve("state");
    Path key = state.resolve("node.key");
    try (StateDirectory made = StateDirectory.open(state); StateDatabase _ = StateDatabase.open(made.database())) {
      NodeIdentity.loadOrCreate(key);
    }
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
    assertThat(StateTrial.of(state)).isEmpty();

    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + state.resolve("state.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version=99");
    }
    byte[] before = Files.readAllBytes(state.resolve("state.db"));
    List<String> problems = StateTrial.of(state);
    assertThat(problems).hasSize(2);
    assertThat(problems.getFirst()).startsWith(key + ": ").contains("chmod 600");
    assertThat(problems.getLast()).startsWith(state.resolve("state.db") + ": ").contains("version 99");
    assertThat(Files.readAllBytes(state.resolve("state.db"))).isEqualTo(before);
    assertThat(below(state)).containsExactly("lock", "node.key", "state.db");

    Files.writeString(state.resolve("state.db"), "no database at all".repeat(100));
    assertThat(StateTrial.of(state)).anyMatch(problem -> problem.contains("not a database"));
  }

  @Test
  void aLinkThatLeadsNowhereIsNoDirectory() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("gone"));

    assertThat(StateTrial.of(link)).singleElement().asString().startsWith(link + ": cannot be used");
    assertThat(below(directory)).containsExactly("link");
  }

  @Test
  void aDirectoryIsNoLockAndALinkThatLeadsNowhereNoKey() throws Exception {
    Path state = Files.createDirectories(directory.resolve("state"));
    Files.createDirectory(state.resolve("lock"));
    assertThat(StateTrial.of(state)).singleElement().asString().contains(state.resolve("lock").toString());

    Files.delete(state.resolve("lock"));
    Files.createSymbolicLink(state.resolve("node.key"), state.resolve("gone"));
    assertThat(StateTrial.of(state)).singleElement().asString().contains("node.key: a link that leads nowhere");
  }

  @Test
  void theStateDirectoryAndTheRepositoriesAreToldOfTogether() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    Path repository = Files.writeString(directory.resolve("x.fossil"), "nothing of the kind".repeat(100));

    assertThatThrownBy(() -> Daemon.check(DaemonOptions.of(List.of(repository), file.resolve("state"))))
        .hasMessageContaining(file.resolve("state") + ": ").hasMessageContaining(repository.toString());
  }

  @Test
  void aReadOnlyFileSystemAndAFullOneAreNoPlaceForAStateDirectory() throws Exception {
    Path files = Files.createDirectory(directory.resolve("files"));
    Files.createFile(files.resolve("any"));
    Path mountPoint = Files.createDirectory(directory.resolve("mounted"));

    assertThat(SmallFileSystem.run(mountPoint, 1, files, true, Refused.class)).contains("Read-only file system");
    assertThat(SmallFileSystem.run(mountPoint, 1, files, false, Filled.class)).contains("the disk is full",
        "as before");
  }

  /** On the file system that cannot be written to. */
  static final class Refused {
    private Refused() {}

    public static void main(String[] arguments) throws Exception {
      Path state = Path.of(arguments[0]).resolve("state");
      System.out.println(StateTrial.of(state));
      assertThat(StateTrial.of(state)).singleElement().asString().startsWith(state + ": ");
    }
  }

  /** On the one where next to nothing is left. */
  static final class Filled {
    private Filled() {}

    public static void main(String[] arguments) throws Exception {
      Path root = Path.of(arguments[0]);
      Path state = root.resolve("state");
      assertThat(StateTrial.of(state)).isEmpty();
      Files.write(root.resolve("ballast"), new byte[(int) Files.getFileStore(root).getUsableSpace() - (20 << 10)]);
      List<String> before = below(root);
      List<String> problems = StateTrial.of(state);
      System.out.println(problems);
      assertThat(problems).singleElement().asString().startsWith(state.toString());
      System.out.println(before.equals(below(root)) ? "as before" : below(root));
    }
  }

  private static List<String> below(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }
}
