package io.edgesync.cli.repository;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.rebuild.VerificationReport;
import io.edgesync.repository.rebuild.WrongArtifact;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edgesync verify}: every artifact expanded and hashed, every table compared with its neighbours. */
@Command(name = "verify", sortOptions = false, description = {
    "Expand every artifact, compare its hash with its name, and list what is wrong: content, sizes, chains of deltas,",
    "rows that contradict each other. Changes nothing, and others may commit meanwhile.",
    "Exit code 1 when something is wrong."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync verify notes.fossil", "  edgesync verify --json -R notes.fossil"})
public final class VerifyCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final WholeFile whole = new WholeFile();

  public VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    WholeFile.Done<VerificationReport> done = whole.run(terminal, "artifacts verified",
        (file, progress) -> Maintenance.verify(file, RepositoryOptions.standard(), progress));
    if (whole.output().isJson()) {
      printJson(done);
    } else {
      print(done);
    }
    return done.report().wrong().isEmpty() ? 0 : 1;
  }

  private void printJson(WholeFile.Done<VerificationReport> done) {
    VerificationReport report = done.report();
    JsonArray wrong = new JsonArray();
    report.wrong().forEach(each -> wrong.add(JsonObject.builder().value("name", each.name())
        .value("fault", each.fault().word()).value("why", each.reason()).done()));
    Output.print(terminal,
        JsonObject.builder().value("file", done.file().toString()).value("artifacts", report.artifacts())
            .value("phantoms", report.phantoms()).value("dangling", report.dangling())
            .value("expandedBytes", report.expandedBytes()).value("seconds", done.seconds()).value("wrong", wrong)
            .done());
  }

  private void print(WholeFile.Done<VerificationReport> done) {
    VerificationReport report = done.report();
    for (WrongArtifact each : report.wrong()) {
      terminal.err().println("edgesync: " + each.fault().word() + " " + each.name() + ": " + each.reason());
    }
    terminal.out().println(String.format(Locale.ROOT,
        "%s: %,d artifacts verified, %d wrong, %,d phantoms, %,d waiting for a delta's source, %,d bytes, %.1f s",
        done.file().getFileName(), report.artifacts(), report.wrong().size(), report.phantoms(), report.dangling(),
        report.expandedBytes(), done.seconds()));
  }
}
