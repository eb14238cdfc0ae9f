package io.edgesync.ops.check;

import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Progress;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.ops.Program;
import io.edgesync.ops.Workbench;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.compare.RepositoryInvariants;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The entry point of {@code ops/check-repository}. */
@Command(name = "check-repository", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Check that a repository is what `fossil rebuild` would make of its artifacts, or that two repositories say the same.",
    "",
    "With one file: copies it as it is at one moment, rebuilds a copy with the stock program, compares every derived table",
    "row by row, asks the tables for what must hold among them, and lets `fossil test-integrity` hash every artifact.",
    "With two files: compares them, and asks each for what must hold. Ids are replaced by names, times rounded to 9 ms.",
    "The files are only read.", "",
    "Exit code 0 when nothing is wrong, 1 when something is, 2 when it cannot be told."}, footerHeading = "%nExamples:%n", footer = {
        "  ops/check-repository notes.fossil", "  ops/check-repository mine.fossil theirs.fossil --max 50",
        "  ops/check-repository --json notes.fossil"})
public final class CheckMain implements Callable<Integer> {

  private static final int EXAMPLES = 5;
  private static final String REBUILT = "its copy after fossil rebuild";

  private final Program program;
  private final Terminal terminal;

  @Parameters(arity = "1..2", paramLabel = "FILE", description = "A repository, or two of them.")
  private List<Path> files = List.of();

  @Option(names = "--max", defaultValue = "10", paramLabel = "N", description = "How many rows are listed for a table. Default: 10.")
  private int rowsMax = 10;

  @Mixin
  private final Output output = new Output();

  private CheckMain(Program program) {
    this.program = program;
    this.terminal = program.terminal();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Path> named = files.stream().map(terminal::resolve).map(RepositoryOption::existing).toList();
    try (Workbench bench = Workbench.open("check", terminal);
        Progress progress = Progress.on(terminal, InstantSource.system())) {
      CheckReport report = named.size() == 1
          ? alone(named.getFirst(), bench, progress)
          : together(named, bench.directory(), progress);
      progress.done();
      if (output.isJson()) {
        Output.print(terminal, report.json(rowsMax));
      } else {
        report.lines(rowsMax).forEach(terminal.out()::println);
      }
      return report.isClean() ? 0 : 1;
    }
  }

  private CheckReport alone(Path file, Workbench bench, Progress progress) throws InterruptedException {
    StockFossil fossil = bench.fossil();
    Path directory = bench.directory();
    Path copy = copy(file, directory.resolve("copy.fossil"), file.toString(), progress);
    progress.at("what must hold in the tables", 0, 0);
    List<RepositoryInvariants.Violation> violations = RepositoryInvariants.check(copy, EXAMPLES);
    progress.at("fossil test-integrity", 0, 0);
    List<String> integrity = fossil.integrity(copy).errors();
    Path rebuilt = copy(copy, directory.resolve("rebuilt.fossil"), "the copy after fossil rebuild of " + file,
        progress);
    progress.at("fossil rebuild", 0, 0);
    fossil.rebuild(rebuilt);
    return new CheckReport(List.of(file.toString(), REBUILT), compare(copy, rebuilt, progress),
        List.of(new CheckReport.Broken(file.toString(), violations)),
        integrity.stream().map(program::inTheOperatorsWords).toList());
  }

  private CheckReport together(List<Path> named, Path directory, Progress progress) {
    Path left = copy(named.getFirst(), directory.resolve("left.fossil"), named.getFirst().toString(), progress);
    Path right = copy(named.getLast(), directory.resolve("right.fossil"), named.getLast().toString(), progress);
    return new CheckReport(named.stream().map(Path::toString).toList(), compare(left, right, progress),
        List.of(new CheckReport.Broken(named.getFirst().toString(), RepositoryInvariants.check(left, EXAMPLES)),
            new CheckReport.Broken(named.getLast().toString(), RepositoryInvariants.check(right, EXAMPLES))),
        List.of());
  }

  private Path copy(Path file, Path target, String called, Progress progress) {
    progress.at("copying " + file.getFileName(), 0, 0);
    return program.copy(file, target, called);
  }

  private static List<RepositoryComparison.TableResult> compare(Path left, Path right, Progress progress) {
    progress.at("comparing the tables", 0, 0);
    return RepositoryComparison.compare(left, right);
  }

  /** Runs the program with {@code arguments} and returns its exit code. */
  static int run(Terminal terminal, String... arguments) {
    Program program = new Program(terminal, "check-repository", 2);
    return program.run(new CommandLine(new CheckMain(program)), arguments);
  }

  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }
}
