package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.agent.state.StateDirectory;
import io.edgesync.repository.process.SmallFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateTrialTest {

  @TempDir
  private Path directory = Path.of("");

  @Test
  void whatWasTriedLeavesNothingBehind() throws Exception {
    StateTrial.of(directory.resolve("not/yet/there"));
    assertThat(below(directory)).isEmpty();

    try (StateDirectory running = StateDirectory.open(directory.resolve("state"))) {
      StateTrial.of(running.path());
      assertThat(below(running.path())).containsExactly("lock");
    }
  }

  @Test
  void aFileInItsPlaceIsNamed() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> StateTrial.of(file.resolve("state")))
        .isInstanceOf(AgentException.StateDirUnusable.class).hasMessageStartingWith(file.resolve("state") + ": ");
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
      try {
        StateTrial.of(state);
      } catch (AgentException.StateDirUnusable e) {
        System.out.println(e.getMessage());
        assertThat(e).hasMessageStartingWith(state + ": ");
      }
    }
  }

  /** On the one where next to nothing is left. */
  static final class Filled {
    private Filled() {}

    public static void main(String[] arguments) throws Exception {
      Path root = Path.of(arguments[0]);
      Path state = root.resolve("state");
      StateTrial.of(state);
      Files.write(root.resolve("ballast"), new byte[(int) Files.getFileStore(root).getUsableSpace() - (20 << 10)]);
      List<String> before = below(root);
      try {
        StateTrial.of(state);
      } catch (AgentException.StateDirUnusable e) {
        System.out.println(e.getMessage());
        assertThat(e).hasMessageStartingWith(state.toString());
      }
      System.out.println(before.equals(below(root)) ? "as before" : below(root));
    }
  }

  private static List<String> below(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }
}
