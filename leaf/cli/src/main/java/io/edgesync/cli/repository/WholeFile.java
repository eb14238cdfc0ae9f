package io.edgesync.cli.repository;

import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Progress;
import io.edgesync.cli.console.ProgressOption;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.repository.rebuild.RebuildProgress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What the commands over a whole repository share: which file, how far they are, how long it took. */
final class WholeFile {

  /** What is done to the file. */
  @FunctionalInterface
  interface Work<T> {
    T over(Path file, RebuildProgress progress);
  }

  /** A result, of which file, and the seconds that it took. */
  record Done<T>(Path file, T report, double seconds) {}

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The same as -R FILE.")
  private @Nullable Path named;

  @Mixin
  private final Output output = new Output();

  @Mixin
  private final ProgressOption progressOption = new ProgressOption();

  Progress progress(Terminal terminal) {
    return progressOption.start(terminal);
  }

  Output output() {
    return output;
  }

  Path path(Terminal terminal) {
    Path positional = named;
    if (positional == null) {
      return repository.path(terminal);
    }
    if (repository.isNamed()) {
      throw new WrongUsage("the repository is named twice, by -R and by " + positional);
    }
    return RepositoryOption.existing(terminal.resolve(positional));
  }

  /** Runs {@code work} under a progress bar that says {@code stage}. */
  <T> Done<T> run(Terminal terminal, String stage, Work<T> work) {
    Path file = path(terminal);
    long began = System.nanoTime();
    T report;
    try (Progress progress = progress(terminal)) {
      report = work.over(file, (done, total) -> progress.at(stage, done, total));
    }
    return new Done<>(file, report, (System.nanoTime() - began) / 1e9);
  }
}
