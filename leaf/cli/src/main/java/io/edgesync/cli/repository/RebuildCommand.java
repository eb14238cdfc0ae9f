package io.edgesync.cli.repository;

import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.rebuild.RebuildReport;
import io.edgesync.repository.rebuild.RebuildRequest;
import io.edgesync.repository.rebuild.WrongArtifactsException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code edgesync rebuild}: the derived tables made anew. */
@Command(name = "rebuild", sortOptions = false, description = {
    "Make all derived tables anew from the artifacts, as `fossil rebuild` does, checking every hash on the way.",
    "Shunned artifacts are removed, wrong sizes corrected. Holds the file for the whole run, in one transaction: when it",
    "is broken off, or an artifact is not what its name says, nothing was changed."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync rebuild notes.fossil --quiet", "  edgesync rebuild --cluster -R notes.fossil"})
public final class RebuildCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final WholeFile whole = new WholeFile();

  @Option(names = "--cluster", description = "Also make cluster artifacts for what no cluster names, which makes syncs shorter.")
  private boolean makeClusters;

  public RebuildCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    RebuildRequest request = new RebuildRequest(makeClusters, Logins.ofWhoRunsThis(terminal));
    WholeFile.Done<RebuildReport> done = whole.run(terminal, "artifacts crosslinked", (file, progress) -> {
      try {
        return Maintenance.rebuild(file, RepositoryOptions.standard(), request, progress);
      } catch (WrongArtifactsException e) {
        throw new Failure(
            file + ": " + e.getMessage() + "; nothing was changed, `edgesync verify` lists all that is wrong",
            e);
      }
    });
    RebuildReport report = done.report();
    terminal.stands(done.file() + " is rebuilt");
    if (whole.output().isJson()) {
      Output.print(terminal,
          JsonObject.builder().value("file", done.file().toString()).value("artifacts", report.artifacts())
              .value("structural", report.structural()).value("phantoms", report.phantoms())
              .value("dangling", report.dangling()).value("sizesCorrected", report.sizesCorrected())
              .value("seconds", done.seconds()).done());
    } else {
      terminal.out()
          .println(String.format(Locale.ROOT, "%s: rebuilt from %,d artifacts, %,d of them structural, %.1f s",
              done.file().getFileName(), report.artifacts(), report.structural(), done.seconds()));
    }
    return 0;
  }
}
