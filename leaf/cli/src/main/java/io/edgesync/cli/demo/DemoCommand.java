package io.edgesync.cli.demo;

import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code edgesync demo}. */
@Command(name = "demo", sortOptions = false, description = {
    "Show the main job on real input: two leaves converge, commits travel, stock fossil judges.",
    "Exit code 0 only when all of it held. Works on copies in a directory of its own."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync demo", "  edgesync demo --repo fossil-scm.fossil", "  edgesync demo --keep"})
public final class DemoCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Option(names = {"--repo",
      "-R"}, paramLabel = "FILE", description = "The repository to show it with; it is only read. Default: one made of this project's own sources.")
  private @Nullable Path repository;

  @Option(names = "--keep", description = "Leave the directory with repositories and logs.")
  private boolean keep;

  public DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    Path named = repository == null ? null : RepositoryOption.existing(terminal.resolve(repository));
    Path directory = Files.createTempDirectory("edgesync-demo");
    try {
      return new Demo(new Programs(terminal, directory), terminal.out()).run(named) ? 0 : 1;
    } finally {
      if (keep) {
        terminal.err().println("kept " + directory);
      } else {
        delete(directory);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
