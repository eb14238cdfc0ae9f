package io.edgesync.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.timeline.TimelineFilter;
import io.edgesync.xfer.testing.FreePort;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every recipe and program of {@code examples/}, and the README's tour, run as they stand; only ports are chosen freely. They mostly wait: some at a time. */
@Execution(ExecutionMode.CONCURRENT)
class ExamplesTest {

  private static final Path ROOT = root();
  private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```sh\\R(.*?)^```");
  private static final int PATIENCE_SECONDS = 300;

  @TempDir
  private Path directory = Path.of("");

  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve(".mvn"))) {
      directory = directory.getParent();
    }
    return directory;
  }

  /** Runs a script with bash; its output, and its exit code as the last line. */
  private String bash(List<String> words) throws IOException, InterruptedException {
    Path output = directory.resolve("output.txt");
    List<String> command = new ArrayList<>(List.of("bash"));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
        .redirectOutput(output.toFile()).redirectInput(new File("/dev/null"));
    Map<String, String> environment = builder.environment();
    environment.put("PATH", ROOT.resolve("ops") + ":" + environment.get("PATH") + ":/usr/sbin");
    environment.put("HOME", directory.toString());
    environment.put("USER", "alice");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.remove("LEAF_PASSWORD");
    environment.remove("SSL_CERT_DIR");
    environment.remove("EDGESYNC_LAUNCHER");
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return Files.readString(output) + "\nexit code " + (ended ? process.exitValue() : "none, it still ran");
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"two-leaves.sh", "through-nats-server.sh", "as-nats-clients.sh", "stock-fossil.sh",
      "https-two-repositories.sh", "beside-fossil-server.sh", "granted-leaf.sh",
      "broker.sh"})
  void everyRecipeHolds(String recipe) throws Exception {
    String output = bash(
        List.of(ROOT.resolve("examples").resolve(recipe).toString(), Integer.toString(FreePort.next())));

    assertThat(output).endsWith("arrived\n\nexit code 0");
  }

  @Test
  void theTourOfTheReadmeHolds() throws Exception {
    String tour = SHELL_BLOCK.matcher(Files.readString(ROOT.resolve("README.md"))).results()
        .map((MatchResult block) -> block.group(1))
        .collect(Collectors.joining("\n"));
    assertThat(tour).contains("edgesync sync start", "fossil clone");
    Files.createSymbolicLink(directory.resolve("ops"), ROOT.resolve("ops"));
    Path script = Files.writeString(directory.resolve("tour.sh"),
        "set -eu\ntrap 'kill $(jobs -p) 2>/dev/null || :' EXIT\n"
            + tour.replace("8085", Integer.toString(FreePort.next())).replace("7485",
                Integer.toString(FreePort.next())));

    String output = bash(List.of(script.toString()));

    assertThat(output).contains("a shopping list", "buy milk", "links", "up  leafnode-out").endsWith("exit code 0");
  }

  @Test
  void aProgramOpensARepositoryAndCommits() {
    Path file = directory.resolve("notes.fossil");

    OpenAndCommit.main(new String[]{file.toString()});
    OpenAndCommit.main(new String[]{file.toString()});

    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      assertThat(repository.timeline().newest(10, TimelineFilter.CHECKINS)).hasSize(3);
    }
  }

  /** Stock reads all of it, and its rebuild derives the same tables. */
  @Test
  void aProgramWritesOneOfEachKind() throws Exception {
    Path file = directory.resolve("each.fossil");

    OneOfEachKind.main(new String[]{file.toString()});

    assertThat(fossil("timeline", "-n", "0", "-R", "each.fossil"))
        .contains("integrates the side branch", "It squeaks", "Version 1 is out", "Welcome to all", "Plan");
    assertThat(fossil("wiki", "export", "Plan", "-R", "each.fossil")).contains("First do *something*.");
    assertThat(fossil("ticket", "show", "0", "-R", "each.fossil")).contains("It squeaks").contains("Fixed")
        .doesNotContain("bob@example.org");
    assertThat(fossil("test-integrity", "--parse", "each.fossil")).contains(" 0 errors");
    Path rebuilt = Files.copy(file, directory.resolve("rebuilt.fossil"));
    fossil("rebuild", "rebuilt.fossil");
    assertThat(RepositoryComparison.differences(file, rebuilt)).isEmpty();
  }

  private String fossil(String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of("-c", "fossil \"$@\"", "fossil"));
    words.addAll(List.of(arguments));
    String output = bash(words);
    assertThat(output).endsWith("exit code 0");
    return output;
  }

  @Test
  void theListOfExamplesIsComplete() throws IOException {
    String list = Files.readString(ROOT.resolve("examples/README.md"));
    try (var files = Files.list(ROOT.resolve("examples"))) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".sh")))
          .allSatisfy(name -> assertThat(list).contains("(" + name + ")"));
    }
  }
}
