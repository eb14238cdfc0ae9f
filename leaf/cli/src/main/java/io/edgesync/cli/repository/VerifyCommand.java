package io.edgesync.cli.repository;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Progress;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.rebuild.RebuildReport;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edgesync verify}: every artifact expanded and hashed. */
@Command(name = "verify", sortOptions = false, description = {
    "Expand every artifact and compare its hash with its name. Changes nothing.",
    "Exit code 1 when an artifact is not what its name says."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync verify -R notes.fossil", "  edgesync verify --json"})
public final class VerifyCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Mixin
  private final Output output = new Output();

  public VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path file = repository.path(terminal);
    long began = System.nanoTime();
    RebuildReport report;
    try (Progress progress = Progress.on(terminal, InstantSource.system())) {
      report = Maintenance.verify(file, RepositoryOptions.standard(),
          (done, total) -> progress.at("artifacts verified", done, total));
    }
    print(file, report, (System.nanoTime() - began) / 1e9);
    return report.wrong().isEmpty() ? 0 : 1;
  }

  private void print(Path file, RebuildReport report, double seconds) {
    if (output.isJson()) {
      JsonArray wrong = new JsonArray();
      report.wrong().forEach(
          each -> wrong.add(JsonObject.builder().value("name", each.name()).value("why", each.reason()).done()));
      Output.print(terminal, JsonObject.builder().value("file", file.toString()).value("artifacts", report.artifacts())
          .value("phantoms", report.phantoms()).value("dangling", report.dangling())
          .value("expandedBytes", report.expandedBytes()).value("seconds", seconds).value("wrong", wrong).done());
      return;
    }
    report.wrong().forEach(each -> terminal.err().println("edgesync: artifact " + each.name() + ": " + each.reason()));
    terminal.out().println(String.format(Locale.ROOT,
        "%s: %,d artifacts verified, %d wrong, %,d phantoms, %,d waiting for a delta's source, %,d bytes, %.1f s",
        file.getFileName(), report.artifacts(), report.wrong().size(), report.phantoms(), report.dangling(),
        report.expandedBytes(), seconds));
  }
}
