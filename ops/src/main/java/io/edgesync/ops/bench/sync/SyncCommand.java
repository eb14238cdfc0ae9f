package io.edgesync.ops.bench.sync;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.ops.Program;
import io.edgesync.ops.Workbench;
import io.edgesync.ops.bench.CloneBench;
import io.edgesync.ops.bench.OddNumber;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code ops/bench sync}. */
@Command(name = "sync", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Measure sessions between two copies of a repository beside `fossil sync`: one that finds nothing new, and one after which",
    "each side has a thousand artifacts that it lacked (ours: of processes that run, and of a command with its start). Then how soon a commit is in the repository of a linked leaf, and",
    "in those of fifty leaves (--leaves); and a clone beside that of stock. A figure that misses its mark ends in *; exit code 1",
    "when any does."}, footer = {"", "Examples:", "  ops/bench sync --repo fossil-scm.fossil",
        "  ops/bench sync --repo big.fossil --case latency",
        "  ops/bench sync --repo big.fossil --case fleet --leaves 10",
        "  ops/bench sync --repo big.fossil --case missing --runs 5 --json"})
public final class SyncCommand implements Callable<Integer> {

  private static final double CLONE_MARK = 0.4;
  private static final List<String> CASES = List.of("sessions", "missing", "latency", "fleet", "clone");

  /** A number of leaves. */
  static final class Leaves implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      if (!value.matches("[1-9][0-9]{0,2}")) {
        throw new TypeConversionException("'" + value + "' is no number from 1 to 999");
      }
      return Integer.parseInt(value);
    }
  }

  private final Program program;

  @Option(names = "--repo", required = true, paramLabel = "FILE", description = "The repository; it is copied, never written.")
  private @Nullable Path repository;

  @Option(names = "--runs", defaultValue = "3", converter = OddNumber.class, paramLabel = "N", description = "How many sessions of each, an odd number. Default: 3.")
  private int runs = 3;

  @Option(names = "--case", defaultValue = "", paramLabel = "TEXT", description = "Only cases whose names contain TEXT: sessions, missing, latency, fleet, clone.")
  private String only = "";

  @Option(names = "--leaves", defaultValue = "50", converter = Leaves.class, paramLabel = "N", description = "How many leaves the fleet has. Default: 50.")
  private int leaves = 50;

  @Mixin
  private final Output output = new Output();

  public SyncCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (CASES.stream().noneMatch(name -> name.contains(only))) {
      throw new Failure("--case " + only + ": no case has a name with it; there are " + String.join(", ", CASES));
    }
    Path source = RepositoryOption.existing(Objects.requireNonNull(repository).toAbsolutePath());
    try (Workbench workbench = Workbench.open("bench", program.terminal())) {
      StockFossil fossil = workbench.fossil();
      Path copy = program.copy(source, workbench.directory().resolve("source.fossil"), source.toString());
      Terminal terminal = program.terminal();
      Consumer<String> say = output.isJson() ? terminal.err()::println : terminal.out()::println;
      Marks marks = new Marks(say);
      SessionCases sessions = new SessionCases(workbench.programs(), fossil, runs, marks, say);
      if ("sessions".contains(only)) {
        sessions.nothingNew(copy);
      }
      if ("missing".contains(only)) {
        sessions.missing(copy);
      }
      if ("latency".contains(only)) {
        new LatencyCases(workbench.programs(), fossil, marks).run();
      }
      if ("fleet".contains(only)) {
        new FleetCase(workbench.programs(), fossil, marks, leaves).run();
      }
      if ("clone".contains(only)) {
        marks.atMost("clone, of fossil's time",
            new CloneBench(workbench.programs(), fossil, project(copy), runs, say).run(copy),
            CLONE_MARK, "");
      }
      if (output.isJson()) {
        Output.print(terminal, marks.figures());
      }
      return marks.allReached() ? 0 : 1;
    }
  }

  private static String project(Path file) {
    try (Repository opened = Repository.open(file, RepositoryOptions.standard())) {
      return opened.projectCode().hex();
    }
  }
}
