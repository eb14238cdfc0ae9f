package io.edgesync.ops.bench;

import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.ops.LauncherFlags;
import io.edgesync.ops.Program;
import io.edgesync.ops.Workbench;
import io.edgesync.ops.bench.broker.BrokerCommand;
import io.edgesync.ops.bench.sync.SyncCommand;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The entry point of {@code ops/bench}. */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Benchmarks against stock Fossil and nats-server, side by side in one run.")
public final class BenchMain {

  private static final String LOG = "org.slf4j.simpleLogger.";

  private BenchMain() {}

  /** {@code ops/bench clone}. */
  @Command(name = "clone", mixinStandardHelpOptions = true, sortOptions = false, description = {
      "Time `fossil clone` from `fossil server`, and our clone from a leaf over NATS and over HTTP, in turn.",
      "Exit code 1 when ours over NATS is the slower one."}, footer = {"", "Examples:",
          "  ops/bench clone --repo fossil-scm.fossil", "  ops/bench clone --repo big.fossil --runs 5"})
  static final class Clone implements Callable<Integer> {

    private final Program program;

    @Option(names = "--repo", required = true, paramLabel = "FILE", description = "The repository; it is copied, never written.")
    private @Nullable Path repository;

    @Option(names = "--runs", defaultValue = "3", converter = OddNumber.class, paramLabel = "N", description = "How many of each, an odd number. Default: 3.")
    private int runs = 3;

    Clone(Program program) {
      this.program = program;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      Path source = repository(repository);
      try (Workbench workbench = Workbench.open("bench", program.terminal())) {
        StockFossil fossil = workbench.fossil();
        Path probe = program.copy(source, workbench.directory().resolve("probe.fossil"), source.toString());
        String project;
        try (Repository opened = Repository.open(probe, RepositoryOptions.standard())) {
          project = opened.projectCode().hex();
        }
        CloneBench bench = new CloneBench(workbench.programs(), fossil, project, runs,
            program.terminal().out()::println);
        return bench.run(probe) <= 1 ? 0 : 1;
      }
    }
  }

  /** {@code ops/bench repository}. */
  @Command(name = "repository", mixinStandardHelpOptions = true, sortOptions = false, description = {
      "Time what is done to one repository file: rebuild, verify, storing, reading, each beside what stock Fossil or the",
      "JDK needs for the same. Exit code 1 when rebuild takes more than 0.4 of stock's time, or verify checks less than",
      "twice the bytes a second that the JDK's SHA3-256 alone hashes, as it comes, on as many threads."}, footer = {"",
          "Examples:",
          "  ops/bench repository --repo fossil-scm.fossil",
          "  ops/bench repository --repo big.fossil --runs 5 --json"})
  static final class OfRepository implements Callable<Integer> {

    private final Program program;

    @Option(names = "--repo", required = true, paramLabel = "FILE", description = "The repository; it is copied, never written.")
    private @Nullable Path repository;

    @Option(names = "--runs", defaultValue = "3", converter = OddNumber.class, paramLabel = "N", description = "How many of each, an odd number. Default: 3.")
    private int runs = 3;

    @Mixin
    private final Output output = new Output();

    OfRepository(Program program) {
      this.program = program;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      Path source = repository(repository);
      Terminal terminal = program.terminal();
      try (Workbench workbench = Workbench.open("bench", terminal)) {
        Path copy = program.copy(source, workbench.directory().resolve("source.fossil"), source.toString());
        RepositoryBench bench = new RepositoryBench(workbench.programs(), workbench.fossil(),
            LauncherFlags.bulk(), runs, output.isJson() ? terminal.err()::println : terminal.out()::println);
        RepositoryBench.Result result = bench.run(copy);
        if (output.isJson()) {
          Output.print(terminal, result.numbers());
        }
        return result.reachesMarks() ? 0 : 1;
      }
    }
  }

  private static Path repository(@Nullable Path option) {
    return RepositoryOption.existing(Objects.requireNonNull(option).toAbsolutePath());
  }

  /** Runs a benchmark and returns its exit code. */
  static int run(Terminal terminal, String... arguments) {
    Program program = new Program(terminal, "bench", 1);
    CommandLine bench = new CommandLine(new BenchMain()).addSubcommand(new Clone(program))
        .addSubcommand(new OfRepository(program)).addSubcommand(new BrokerCommand())
        .addSubcommand(new SyncCommand(program));
    return program.run(bench, arguments);
  }

  /** What fifty leaves in this process tell of themselves, and that there are fewer descriptors than all of them may want, is for nobody here. */
  private static void quietDown() {
    System.setProperty(LOG + "defaultLogLevel", System.getProperty(LOG + "defaultLogLevel", "warn"));
    System.setProperty(LOG + "log.io.edgesync.mesh.broker.Sockets", "error");
  }

  public static void main(String[] arguments) {
    quietDown();
    System.exit(run(Terminal.ofProcess(), arguments));
  }
}
