package io.edgesync.ops.soak;

import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stock's side: {@code fossil commit} in a check-out, on a branch of its own, as often as there is time. */
final class StockWork {

  private static final Pattern NEW_VERSION = Pattern.compile("New_Version: ([0-9a-f]{40,64})");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String FILE = "stock.txt";

  private final Programs programs;
  private final Path program;
  private final List<Hash> commits = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private int locked;

  private StockWork(Programs programs, Path program) {
    this.programs = programs;
    this.program = program;
  }

  /** A check-out of {@code repository} in {@code directory}, with the first commit of branch {@code stock} made. */
  static StockWork in(Path directory, StockFossil fossil, Path repository) throws IOException, InterruptedException {
    Programs programs = new Programs(fossil.programs().terminal(), Files.createDirectories(directory));
    StockWork work = new StockWork(programs, fossil.program());
    // The directory is the home of the programs run in it too.
    work.expect("open", "--force", repository.toString());
    Files.writeString(directory.resolve(FILE), "begin\n");
    work.expect("add", FILE);
    work.expect("commit", "--no-warnings", "--branch", "stock", "-m", "begin");
    return work;
  }

  private void expect(String... words) throws InterruptedException {
    programs.expect(words(words), PATIENCE);
  }

  private List<String> words(String... words) {
    List<String> all = new ArrayList<>(List.of(program.toString()));
    all.addAll(List.of(words));
    return all;
  }

  /** Commits until {@code endNanos}. */
  void run(long endNanos, int pauseMillis) throws IOException, InterruptedException {
    for (int i = 1; System.nanoTime() - endNanos < 0; i++) {
      Files.writeString(programs.directory().resolve(FILE), "commit " + i + "\n" + "x".repeat(i % 500) + "\n");
      Programs.Ended ended = programs.run(words("commit", "--no-warnings", "-m", "stock " + i), PATIENCE);
      Matcher version = NEW_VERSION.matcher(ended.output());
      if (ended.code() == 0 && version.find()) {
        commits.add(new Hash(version.group(1)));
      } else if (ended.output().contains("database is locked")) {
        locked++;
      } else {
        errors.add("fossil commit: exit code " + ended.code() + ": " + Programs.lastLines(ended.output()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
    }
  }

  List<Hash> commits() {
    return commits;
  }

  /** How many commits met "database is locked". */
  int locked() {
    return locked;
  }

  List<String> errors() {
    return errors;
  }
}
