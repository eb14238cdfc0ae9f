package io.edgesync.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.cli.Run;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.Programs;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.Hash;
import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class DemoTest {

  @TempDir
  private Path directory = Path.of("");

  @Test
  void theDemoHoldsOnARepositoryOfSomebodysAndLeavesItAsItWas() throws Exception {
    assertThat(Run.in(directory, "new", "a.fossil", "--user", "alice").code()).isZero();
    for (int i = 0; i < 3; i++) {
      Files.writeString(directory.resolve("list.txt"), "line\n".repeat(i + 1));
      assertThat(
          Run.in(directory, "commit", "-R", "a.fossil", "--user", "alice", "-m", "change " + i, "list.txt").code())
          .isZero();
    }
    byte[] before = Files.readAllBytes(directory.resolve("a.fossil"));

    Run run = Run.in(directory, "demo", "--repo", "a.fossil");

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("desk to lap", "lap to desk", "no row changed of event 6", "both ways", "test-integrity",
            "demo: all of it held")
        .doesNotContain("FAILED");
    assertThat(Files.readAllBytes(directory.resolve("a.fossil"))).isEqualTo(before);
  }

  /** As a tree grows, more directories are checked in; what is committed next must not lie before the last of them. */
  @Test
  void sourcesInManyDirectoriesAreAHistoryOfThePast() throws Exception {
    Files.createDirectories(directory.resolve("xfer-cards"));
    Files.writeString(directory.resolve("xfer-cards/pom.xml"), "<project/>\n");
    for (int i = 0; i < 300; i++) {
      Files.writeString(Files.createDirectories(directory.resolve("d" + i)).resolve("a.md"), "text " + i + "\n");
    }
    Path work = Files.createDirectories(directory.resolve("target"));
    Terminal terminal = new Terminal(System.out, System.err, new BufferedReader(new StringReader("")), Map.of(),
        directory, false);

    DemoRepository made = DemoRepository.prepare(new Programs(terminal, work), null);

    try (Repository repository = Repository.open(made.file(), RepositoryOptions.standard())) {
      Hash next = made.commit(repository, "the next one");
      assertThat(repository.timeline().checkin(next)).isPresent();
    }
  }

  @Test
  void aRepositoryThatIsNotThereIsNamed() {
    Run run = Run.in(directory, "demo", "--repo", "none.fossil");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.oneLine()).contains("none.fossil", "no such file");
  }
}
