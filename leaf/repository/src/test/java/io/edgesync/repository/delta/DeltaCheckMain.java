package io.edgesync.repository.delta;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The program behind {@code ops/check-deltas}. */
public final class DeltaCheckMain {

  private static final String HELP = """
      Usage: ops/check-deltas --repo FILE [--pairs N] [--seed N] [--megabytes N] [--runs N]
      Make the deltas of consecutive versions of files with our encoder and with `fossil test-delta-create`, apply
      each with the other program, and compare their size; then time both on large pairs, process start subtracted:
      ours warm, as in a daemon, which counts, and for comparison in a fresh JVM.

        --repo FILE     Where the versions are from; it is copied, never written.
        --pairs N       How many pairs. Default: 1000.
        --seed N        Which pairs. Default: 1.
        --megabytes N   Size of the large pairs; 0 for none. Default: 10.
        --runs N        How many runs of each are timed; the shortest counts. Default: 5.
        -h, --help      Show this help.

      Exit code 0 when every delta gave its target, ours are at most 2% larger, and ours are made as fast; 1 when not;
      2 when it cannot be run.

      Examples:
        ops/check-deltas --repo fossil-scm.fossil
        ops/check-deltas --repo fossil-scm.fossil --pairs 50 --megabytes 0
      """;

  private static final double SIZE_RATIO_MAX = 1.02;
  private static final double TIME_RATIO_MAX = 1.0;

  private @Nullable Path repository;
  private int pairs = 1000;
  private long seed = 1;
  private int megabytes = 10;
  private int runs = 5;

  private DeltaCheckMain() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)));
  }

  static int run(List<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      System.out.print(HELP);
      return 0;
    }
    DeltaCheckMain check = new DeltaCheckMain();
    try {
      check.parse(arguments);
      return check.run() ? 0 : 1;
    } catch (Exception | AssertionError e) {
      System.err.println("check-deltas: " + e.getMessage());
      return e instanceof AssertionError ? 1 : 2;
    }
  }

  private void parse(List<String> arguments) {
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext();) {
      String option = rest.next();
      if (!rest.hasNext()) {
        throw new IllegalArgumentException(option + ": not known, or its value is missing; --help tells what is");
      }
      String value = rest.next();
      switch (option) {
        case "--repo" -> repository = Path.of(value).toAbsolutePath();
        case "--pairs" -> pairs = Integer.parseInt(value);
        case "--seed" -> seed = Long.parseLong(value);
        case "--megabytes" -> megabytes = Integer.parseInt(value);
        case "--runs" -> runs = Integer.parseInt(value);
        default -> throw new IllegalArgumentException(option + ": not known; --help tells what is");
      }
    }
  }

  private boolean run() throws Exception {
    Path from = repository;
    if (from == null || !Files.isRegularFile(from)) {
      throw new IllegalArgumentException("--repo " + from + ": "
          + (from != null && Files.exists(from) ? "is no file" : "no such file") + ", expected a Fossil repository");
    }
    Path directory = Files.createTempDirectory("edgesync-deltas");
    try {
      Path copy = Files.copy(from, directory.resolve("copy.fossil"));
      DeltaCheck check = new DeltaCheck(directory);
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      RealPairs.forEach(copy, RealPairs.of(copy, pairs, seed), (before, after) -> {
        check.check(before, after);
        if (text.size() < megabytes * 1_000_000L && before.length > 4000) {
          text.writeBytes(after);
        }
      });
      System.out.println(check);
      return speed(directory, text.toByteArray()) & check.ratio() <= SIZE_RATIO_MAX;
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  private boolean speed(Path directory, byte[] text) throws Exception {
    if (megabytes == 0) {
      return true;
    }
    if (text.length == 0) {
      throw new IllegalArgumentException("no file of more than 4000 bytes among the pairs; ask for more of them");
    }
    boolean fast = true;
    DeltaSpeed speed = new DeltaSpeed(directory, runs);
    for (Supplier<LargePair> pair : LargePair.all(text, megabytes * 1_000_000, seed)) {
      DeltaSpeed.Times times = speed.measure(pair.get());
      System.out.println(times);
      fast &= times.warmRatio() <= TIME_RATIO_MAX;
    }
    return fast;
  }
}
