package io.edgesync.cli.repository;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Progress;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.compare.RepositoryComparison.Difference;
import io.edgesync.repository.compare.RepositoryComparison.Side;
import io.edgesync.repository.rebuild.VerificationReport;
import io.edgesync.repository.rebuild.WrongArtifact;
import io.edgesync.repository.rebuild.WrongArtifactsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code edgesync verify}: every artifact expanded and hashed, every table compared with its neighbours. */
@Command(name = "verify", sortOptions = false, description = {
    "Expand every artifact, compare its hash with its name, and list what is wrong: content, sizes, chains of deltas,",
    "rows that contradict each other. Changes nothing, and others may commit meanwhile.",
    "Rows that somebody forged without a contradiction, such as a comment in the timeline, are found with --tables only.",
    "Exit code 1 when something is wrong."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync verify notes.fossil", "  edgesync verify --tables notes.fossil",
        "  edgesync verify --json -R notes.fossil"})
public final class VerifyCommand implements Callable<Integer> {

  private static final int ROWS_MAX = 100;
  private static final String NOT_COMPARED = "the tables cannot be compared until what is wrong is mended";

  private final Terminal terminal;

  @Mixin
  private final WholeFile whole = new WholeFile();

  @Option(names = "--tables", description = "Also rebuild a temporary copy, and list the rows of the derived tables that are other ones there.")
  private boolean tables;

  private record Tables(boolean compared, List<Difference> differences) {
    static final Tables NOT_COMPARED = new Tables(false, List.of());
  }

  public VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    WholeFile.Done<VerificationReport> done = whole.run(terminal, "artifacts verified",
        (file, progress) -> Maintenance.verify(file, RepositoryOptions.standard(), progress));
    Tables compared = tables ? compared(done) : Tables.NOT_COMPARED;
    if (whole.output().isJson()) {
      printJson(done, compared);
    } else {
      print(done, compared);
    }
    return done.report().wrong().isEmpty() && compared.differences.isEmpty() ? 0 : 1;
  }

  /** Not compared: what a rebuild refuses is in the list of what is wrong. */
  private Tables compared(WholeFile.Done<VerificationReport> done) throws IOException {
    try {
      return new Tables(true, rebuiltDifferences(done.file()));
    } catch (WrongArtifactsException | RepositoryException.Corrupt e) {
      if (done.report().wrong().isEmpty()) {
        throw new Failure(done.file() + ": changed after it was verified, verify it again: " + e.getMessage(), e);
      }
      return Tables.NOT_COMPARED;
    }
  }

  /** What a rebuild would change; the file itself is copied as it is at one moment. */
  private List<Difference> rebuiltDifferences(Path file) throws IOException {
    Path directory = Files.createTempDirectory("edgesync-verify");
    Path copy = directory.resolve("copy.fossil");
    Path rebuilt = directory.resolve("rebuilt.fossil");
    try {
      Maintenance.copy(file, copy, RepositoryOptions.standard());
      Maintenance.copy(copy, rebuilt, RepositoryOptions.standard());
      try (Progress progress = whole.progress(terminal)) {
        Maintenance.rebuild(rebuilt, RepositoryOptions.standard(),
            (made, total) -> progress.at("artifacts rebuilt in a copy", made, total));
        progress.at("comparing the tables", 0, 0);
        return RepositoryComparison.differences(copy, rebuilt);
      }
    } finally {
      removeAll(directory);
    }
  }

  /** With what SQLite keeps beside a file. */
  private static void removeAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path each : files.toList()) {
        Files.deleteIfExists(each);
      }
    }
    Files.delete(directory);
  }

  private void printJson(WholeFile.Done<VerificationReport> done, Tables compared) {
    VerificationReport report = done.report();
    JsonArray wrong = new JsonArray();
    report.wrong().forEach(each -> wrong.add(JsonObject.builder().value("name", each.name())
        .value("fault", each.fault().word()).value("why", each.reason()).done()));
    JsonArray rows = new JsonArray();
    compared.differences.forEach(each -> rows.add(JsonObject.builder().value("table", each.table())
        .value("in", each.onlyIn() == Side.LEFT ? "file" : "rebuilt").value("row", each.row()).done()));
    Output.print(terminal,
        JsonObject.builder().value("file", done.file().toString()).value("artifacts", report.artifacts())
            .value("phantoms", report.phantoms()).value("dangling", report.dangling())
            .value("expandedBytes", report.expandedBytes()).value("seconds", done.seconds()).value("wrong", wrong)
            .value("tables", compared.compared ? rows : null)
            .value("tablesNotCompared", tables && !compared.compared ? NOT_COMPARED : null)
            .done());
  }

  private void print(WholeFile.Done<VerificationReport> done, Tables compared) {
    VerificationReport report = done.report();
    for (WrongArtifact each : report.wrong()) {
      terminal.say(each.fault().word() + " " + each.name() + ": " + each.reason());
    }
    List<Difference> differences = compared.differences;
    differences.stream().limit(ROWS_MAX).forEach(each -> terminal.say("table " + each.table()
        + (each.onlyIn() == Side.LEFT ? ": a rebuild removes " : ": a rebuild adds ") + each.row()));
    if (differences.size() > ROWS_MAX) {
      terminal.say(String.format(Locale.ROOT, "and %,d rows more", differences.size() - ROWS_MAX));
    }
    if (tables && !compared.compared) {
      terminal.say(NOT_COMPARED);
    } else if (tables) {
      terminal.out().println(differences.isEmpty()
          ? "the derived tables are what a rebuild makes"
          : String.format(Locale.ROOT, "%,d rows are not what a rebuild makes", differences.size()));
    }
    terminal.out().println(String.format(Locale.ROOT,
        "%s: %,d artifacts verified, %d wrong, %,d phantoms, %,d waiting for a delta's source, %,d bytes, %.1f s",
        done.file().getFileName(), report.artifacts(), report.wrong().size(), report.phantoms(), report.dangling(),
        report.expandedBytes(), done.seconds()));
  }
}
