package io.edgesync.cli.repository;

import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Progress;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.rebuild.RebuildReport;
import io.edgesync.repository.rebuild.WrongArtifactsException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edgesync rebuild}: the derived tables made anew. */
@Command(name = "rebuild", sortOptions = false, description = {
    "Make the derived tables anew from the artifacts, checking every hash on the way.",
    "Holds the file for the whole run, as `fossil rebuild` does, and makes the same tables."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync rebuild -R notes.fossil"})
public final class RebuildCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Mixin
  private final Output output = new Output();

  public RebuildCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path file = repository.path(terminal);
    long began = System.nanoTime();
    RebuildReport report;
    try (Progress progress = Progress.on(terminal, InstantSource.system())) {
      report = Maintenance.rebuild(file, RepositoryOptions.standard(),
          (done, total) -> progress.at("artifacts crosslinked", done, total));
    } catch (WrongArtifactsException e) {
      throw new Failure(file + ": " + e.getMessage() + "; nothing was changed, get the artifact from another clone", e);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    if (output.isJson()) {
      Output.print(terminal, JsonObject.builder().value("file", file.toString()).value("artifacts", report.artifacts())
          .value("structural", report.structural())
          .value("phantoms", report.phantoms())
          .value("seconds", seconds).done());
    } else {
      terminal.out()
          .println(String.format(Locale.ROOT, "%s: rebuilt from %,d artifacts, %,d of them structural, %.1f s",
              file.getFileName(), report.artifacts(), report.structural(), seconds));
    }
    return 0;
  }
}
