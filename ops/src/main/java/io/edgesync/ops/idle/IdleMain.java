package io.edgesync.ops.idle;

import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.Programs;
import io.edgesync.ops.Program;
import io.edgesync.ops.Workbench;
import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The entry point of {@code ops/idle}. */
@Command(name = "idle", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "What repositories cost that nobody uses: a daemon with one of them beside a daemon with many, in memory, processor time and threads.",
    "Exit code 1 when the many take more threads than one does, by more than a few."}, footer = {"", "Examples:",
        "  ops/idle", "  ops/idle --repositories 20 --seconds 5 --json"})
public final class IdleMain implements Callable<Integer> {

  /** The JVM's own threads come and go. */
  private static final int THREADS_MORE_MAX = 8;

  @Option(names = "--repositories", defaultValue = "100", paramLabel = "N", description = "How many. Default: 100.")
  private int repositories = 100;
  @Option(names = "--seconds", defaultValue = "60", paramLabel = "N", description = "How long each is looked at. Default: 60.")
  private int seconds = 60;
  @Option(names = "--settle", defaultValue = "15", paramLabel = "N", description = "Seconds after the start that are not looked at. Default: 15.")
  private int settle = 15;
  @Mixin
  private Output output = new Output();

  private final Terminal terminal;

  private IdleMain(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What one daemon took while it was looked at. */
  record Row(int repositories, Duration processor, long rssBytes, int threads) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Workbench bench = Workbench.open("idle", terminal)) {
      Row one = row(bench, 1);
      Row many = row(bench, repositories);
      boolean isSound = many.threads() <= one.threads() + THREADS_MORE_MAX;
      if (output.isJson()) {
        Output.print(terminal, JsonObject.builder().value("seconds", seconds).value("one", json(one))
            .value("many", json(many)).value("ok", isSound).done());
      } else {
        print(one);
        print(many);
        terminal.out().println(
            isSound ? "the threads do not grow with the repositories" : "* the threads grow with the repositories");
      }
      return isSound ? 0 : 1;
    }
  }

  private void print(Row row) {
    terminal.out().println(String.format(Locale.ROOT,
        "%4d repositories: %5d ms of a processor in %d s (%.2f %%), %d MiB, %d threads", row.repositories(),
        row.processor().toMillis(), seconds, row.processor().toMillis() / 10.0 / seconds, row.rssBytes() >> 20,
        row.threads()));
  }

  private static JsonObject json(Row row) {
    return JsonObject.builder().value("repositories", row.repositories())
        .value("processorMs", row.processor().toMillis())
        .value("rssBytes", row.rssBytes()).value("threads", row.threads()).done();
  }

  private Row row(Workbench bench, int count) throws IOException, InterruptedException {
    Path directory = Files.createDirectory(bench.directory().resolve("r" + count));
    for (int i = 0; i < count; i++) {
      Path file = directory.resolve(i + ".fossil");
      Repository.create(file, new NewRepository("admin", "secret", null, HashPolicy.SHA3,
          InstantSource.system(), new SecureRandom())).close();
      // What was written to this moment is served a little later than the daemon says that it is ready.
      Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    }
    Programs programs = bench.programs();
    Path log = bench.directory().resolve(count + ".log");
    Process process = programs.start(programs.edgesync(List.of("sync", "start", "--repo-dir", directory.toString(),
        "--state-dir", bench.directory().resolve("s" + count).toString())), log.toFile());
    try {
      String ready = process.inputReader(StandardCharsets.UTF_8).readLine();
      if (ready == null || ready.split("\\.fossil", -1).length <= count - 1) {
        throw new Failure("the daemon did not start: " + Programs.lastLines(Files.readString(log)));
      }
      TimeUnit.SECONDS.sleep(settle);
      ProcessCost before = ProcessCost.of(process.toHandle());
      TimeUnit.SECONDS.sleep(seconds);
      ProcessCost after = ProcessCost.of(process.toHandle());
      return new Row(count, after.processor().minus(before.processor()), after.rssBytes(), after.threads());
    } finally {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  /** Measures and returns the exit code. */
  static int run(Terminal terminal, String... arguments) {
    return new Program(terminal, "idle", 2).run(new CommandLine(new IdleMain(terminal)), arguments);
  }

  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }
}
