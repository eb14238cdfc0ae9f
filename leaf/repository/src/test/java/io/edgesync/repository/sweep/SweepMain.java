package io.edgesync.repository.sweep;

import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.history.Histories;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The program behind {@code ops/sweep-orders}. */
public final class SweepMain {

  private static final String HELP = """
      Usage: ops/sweep-orders [--seeds N] [--first-seed N] [--history NAME]
             ops/sweep-orders --repo FILE [--seeds N] [--first-seed N] [--every N]
      Copy every artifact of a repository into a fresh one in random order, through our own store, and compare the
      derived tables with those that `fossil rebuild` makes of the same artifacts. Without --repo the repositories are
      histories that the stock program makes first, which together hold every kind of artifact and every odd case.

        --seeds N       How many orders for each. Default: 100, with --repo 5.
        --first-seed N  The first seed. Default: 1.
        --history NAME  Only this history: %s.
        --repo FILE     This repository in place of the histories; it is copied, never written.
        --every N       Only every Nth five hundred of its artifacts, so that much of what they name is missing.
        --keep          Keep the directory, also when all is well.
        -h, --help      Show this help.

      Exit code 0 when all were equal, 1 when one was not (its file is kept), 2 when it cannot be run.

      Examples:
        ops/sweep-orders
        ops/sweep-orders --history tags --first-seed 42 --seeds 1
        ops/sweep-orders --repo fossil-scm.fossil --seeds 5
      """;

  private static final int LARGE = 10_000;
  private static final int HISTORY_ROUND_MAX = 40;
  private static final int REPOSITORY_ROUND_MAX = 2_000;
  private static final int HISTORY_STORED_PERCENT = 35;
  private static final int REPOSITORY_STORED_PERCENT = 99;

  private int seeds;
  private long firstSeed = 1;
  private int every = 1;
  private @Nullable String history;
  private @Nullable Path repository;
  private boolean keep;
  private int wrong;

  private SweepMain() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)));
  }

  static int run(List<String> arguments) {
    SweepMain sweep = new SweepMain();
    try {
      if (arguments.contains("--help") || arguments.contains("-h")) {
        System.out.printf(Locale.ROOT, HELP, String.join(", ", Histories.names()));
        return 0;
      }
      sweep.parse(arguments);
      sweep.run();
      return sweep.wrong == 0 ? 0 : 1;
    } catch (IllegalArgumentException | IOException | SQLException | AssertionError e) {
      System.err.println("sweep-orders: " + e.getMessage());
      return 2;
    }
  }

  private void parse(List<String> arguments) {
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext();) {
      String option = rest.next();
      switch (option) {
        case "--seeds" -> seeds = Math.toIntExact(number(option, rest));
        case "--first-seed" -> firstSeed = number(option, rest);
        case "--every" -> every = Math.toIntExact(number(option, rest));
        case "--history" -> history = value(option, rest);
        case "--repo" -> repository = Path.of(value(option, rest)).toAbsolutePath();
        case "--keep" -> keep = true;
        default -> throw new IllegalArgumentException(option + ": not known; --help tells what is");
      }
    }
    seeds = seeds != 0 ? seeds : repository != null ? 5 : 100;
    if (history != null && !Histories.names().contains(history)) {
      throw new IllegalArgumentException(
          "--history " + history + ": not known; expected one of " + String.join(", ", Histories.names()));
    }
    if (every < 1 || every > 1 && repository == null) {
      throw new IllegalArgumentException("--every " + every + ": expected a number above 0, and --repo");
    }
    if (repository != null && !Files.isRegularFile(repository)) {
      throw new IllegalArgumentException("--repo " + repository + ": no such file");
    }
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + ": a value is missing");
    }
    return rest.next();
  }

  private static long number(String option, Iterator<String> rest) {
    String text = value(option, rest);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + ' ' + text + ": expected a number", e);
    }
  }

  private void run() throws IOException, SQLException {
    Path directory = Files.createTempDirectory("edgesync-sweep");
    boolean finished = false;
    try {
      Path repo = repository;
      if (repo != null) {
        Path copy = Files.copy(repo, directory.resolve("source.fossil"));
        sweep("repository", copy, directory, REPOSITORY_ROUND_MAX, REPOSITORY_STORED_PERCENT);
      }
      for (String name : repo != null ? List.<String>of() : Histories.names()) {
        if (history == null || history.equals(name)) {
          Path place = Files.createDirectory(directory.resolve(name));
          StockHistory made = Histories.make(name, place);
          sweep(name, made.repository(), place, HISTORY_ROUND_MAX, HISTORY_STORED_PERCENT);
        }
      }
      finished = true;
    } finally {
      if (finished && wrong == 0 && !keep) {
        delete(directory);
      } else {
        System.out.println("kept: " + directory);
      }
    }
  }

  private void sweep(String name, Path file, Path directory, int roundMax, int storedPercent)
      throws IOException, SQLException {
    RepositoryOptions options = RepositoryOptions.standard();
    Sweep sweep = new Sweep(FossilProcess.in(directory), directory, options);
    List<Sweep.Outcome> bad = new ArrayList<>();
    long feeding = 0;
    long rebuilding = 0;
    try (SweepSource whole = SweepSource.open(file, options)) {
      SweepSource source = whole.everyNth(every);
      for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
        Sweep.Outcome outcome = sweep.run(source, seed, roundMax, storedPercent, progress(source.items().size()));
        feeding += outcome.feeding().toMillis();
        rebuilding += outcome.rebuilding().toMillis();
        if (!outcome.isClean()) {
          System.out.println(name + " " + outcome);
          bad.add(outcome);
        }
        if (roundMax == REPOSITORY_ROUND_MAX) {
          System.out.printf(Locale.ROOT, "%s: seed %d %s, fed in %.1f s, rebuilt in %.1f s%n", name, seed,
              outcome.isClean() ? "equal" : "DIFFERENT", outcome.feeding().toMillis() / 1e3,
              outcome.rebuilding().toMillis() / 1e3);
        }
      }
      System.out.printf(Locale.ROOT,
          "%-10s %,7d artifacts, %d orders, %d different, feeding %.1f s, fossil rebuild %.1f s%n", name,
          source.items().size(), seeds, bad.size(), feeding / 1e3, rebuilding / 1e3);
    }
    wrong += bad.size();
  }

  /** A line for each tenth of a large repository. */
  private static LongConsumer progress(int total) {
    long began = System.nanoTime();
    int[] tenths = {0};
    return done -> {
      int now = (int) (done * 10 / total);
      if (total >= LARGE && now > tenths[0]) {
        tenths[0] = now;
        System.err.printf(Locale.ROOT, "  %,d of %,d artifacts, %.0f s%n", done, total,
            (System.nanoTime() - began) / 1e9);
      }
    };
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
