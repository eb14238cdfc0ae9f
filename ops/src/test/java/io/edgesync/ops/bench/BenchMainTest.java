package io.edgesync.ops.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchMainTest {

  @TempDir
  private Path directory = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int bench(String... arguments) {
    return BenchMain.run(new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8),
        new BufferedReader(new StringReader("")), System.getenv(), directory,
        false), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"clone --repo x --runs 0", "repository --repo x --runs 0", "repository --repo x --runs 2",
      "broker --runs 4", "broker --runs -1",
      "sync --repo x --runs 2"})
  void thereIsAMedianOfOddNumbersOnly(String arguments) {
    assertThat(bench(arguments.split(" "))).isEqualTo(2);

    assertThat(err.toString(UTF_8)).contains("--runs", "is no odd number").doesNotContain("\tat ");
  }

  @Test
  void aSmallFleetHasACommitAndEndsWithAllItsThreads() {
    Path file = directory.resolve("r.fossil");
    Repository.create(file,
        new NewRepository("admin", "secret", null, HashPolicy.SHA3, InstantSource.system(), new Random(1))).close();

    int code = bench("sync", "--repo", file.toString(), "--case", "fleet", "--leaves", "3");

    assertThat(code).as(err.toString(UTF_8)).isZero();
    assertThat(out.toString(UTF_8)).contains("one commit to 3 leaves, until the last has it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1000", "many"})
  void aFleetHasSomeLeaves(String leaves) {
    assertThat(bench("sync", "--repo", "r.fossil", "--leaves", leaves)).isEqualTo(2);

    assertThat(err.toString(UTF_8)).contains("--leaves", "is no number from 1 to 999").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"clone", "repository", "sync"})
  void aMessageNamesTheFileThatWasAskedAboutAndNoCopyOfIt(String benchmark) throws Exception {
    Path file = Files.writeString(directory.resolve("f.txt"), "nothing");

    assertThat(bench(benchmark, "--repo", file.toString())).isEqualTo(1);

    assertThat(err.toString(UTF_8)).startsWith("bench: ").contains("f.txt").doesNotContain("edgesync-bench", "\tat ");
  }

  @Test
  void aCaseThatIsNoneIsNamed() throws Exception {
    assertThat(bench("sync", "--repo", Files.writeString(directory.resolve("f.txt"), "nothing").toString(), "--case",
        "nonsense")).isEqualTo(1);

    assertThat(err.toString(UTF_8)).startsWith("bench: ").contains("nonsense",
        "sessions, missing, latency, fleet, clone");
  }
}
