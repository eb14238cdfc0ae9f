package io.edgesync.ops.bench;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.ops.Workbench;
import io.edgesync.ops.bench.broker.BrokerCommand;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The entry point of {@code ops/bench}. */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Benchmarks against stock Fossil and nats-server, side by side in one run.", subcommands = {
    BenchMain.Clone.class, BenchMain.OfRepository.class, BrokerCommand.class})
public final class BenchMain {

  private BenchMain() {}

  /** {@code ops/bench clone}. */
  @Command(name = "clone", mixinStandardHelpOptions = true, sortOptions = false, description = {
      "Time `fossil clone` from `fossil server`, and our clone from a leaf over NATS and over HTTP, in turn.",
      "Exit code 1 when ours over NATS is the slower one."}, footer = {"", "Examples:",
          "  ops/bench clone --repo fossil-scm.fossil", "  ops/bench clone --repo big.fossil --runs 5"})
  static final class Clone implements Callable<Integer> {

    @Option(names = "--repo", required = true, paramLabel = "FILE", description = "The repository; it is copied, never written.")
    private @Nullable Path repository;

    @Option(names = "--runs", defaultValue = "3", paramLabel = "N", description = "How many of each, an odd number. Default: 3.")
    private int runs = 3;

    @Override
    public Integer call() throws IOException, InterruptedException {
      Path source = repository(repository);
      try (Workbench workbench = Workbench.open("bench", Terminal.ofProcess())) {
        StockFossil fossil = workbench.fossil();
        Path probe = Files.copy(source, workbench.directory().resolve("probe.fossil"));
        String project;
        try (Repository opened = Repository.open(probe, RepositoryOptions.standard())) {
          project = opened.projectCode().hex();
        }
        Files.delete(probe);
        CloneBench bench = new CloneBench(workbench.programs(), fossil, project, runs,
            System.out::println);
        return bench.run(source) ? 0 : 1;
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

    @Option(names = "--repo", required = true, paramLabel = "FILE", description = "The repository; it is copied, never written.")
    private @Nullable Path repository;

    @Option(names = "--runs", defaultValue = "3", paramLabel = "N", description = "How many of each, an odd number. Default: 3.")
    private int runs = 3;

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
      Path source = repository(repository);
      try (Workbench workbench = Workbench.open("bench", Terminal.ofProcess())) {
        RepositoryBench bench = new RepositoryBench(workbench.programs(), workbench.fossil(), runs,
            output.isJson() ? System.err::println : System.out::println);
        RepositoryBench.Result result = bench.run(Files.copy(source, workbench.directory().resolve("source.fossil")));
        if (output.isJson()) {
          Output.print(Terminal.ofProcess(), result.numbers());
        }
        return result.reachesMarks() ? 0 : 1;
      }
    }
  }

  private static Path repository(@Nullable Path option) {
    return RepositoryOption.existing(Objects.requireNonNull(option).toAbsolutePath());
  }

  public static void main(String[] arguments) {
    CommandLine bench = new CommandLine(new BenchMain());
    bench.setExecutionExceptionHandler((failure, command, parsed) -> {
      if (failure instanceof Failure || failure instanceof RepositoryException) {
        System.err.println("bench: " + failure.getMessage());
      } else {
        failure.printStackTrace(System.err);
      }
      return 1;
    });
    System.exit(bench.execute(arguments));
  }
}
