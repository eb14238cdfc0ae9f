package io.edgesync.sync.simulation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The program behind {@code ops/simulate}. */
public final class SimulateMain {

  private static final String HELP = """
      Usage: ops/simulate [--seeds N] [--first-seed N] [--shape NAME]
             ops/simulate --fleet N[,N...] [--first-seed N]
      Run many nodes without any time passing: gossip, sessions and answers as they are, over a network that loses,
      delays, repeats and reorders, with partitions, restarts and commits everywhere. One seed is always the same run.

        --seeds N       How many. Default: 1000.
        --first-seed N  The first of them. Default: 1.
        --shape NAME    Join the nodes like this, not as the seed says: %s.
        --fleet N       So many leaves behind one hub instead: one commit, a restart of the hub. Default seed: 1.
        -h, --help      Show this help.

      Exit code 0 when all was well, 1 when a seed failed (a line says how to have it again), 2 when it cannot be run.

      Examples:
        ops/simulate
        ops/simulate --first-seed 42 --seeds 1
        ops/simulate --fleet 250,500,1000
      """;

  private int seeds = 1000;
  private long firstSeed = 1;
  private @Nullable Shape shape;
  private List<Integer> fleet = List.of();

  private SimulateMain() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)));
  }

  static int run(List<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      System.out.printf(Locale.ROOT, HELP, String.join(", ", names()));
      return 0;
    }
    SimulateMain simulate = new SimulateMain();
    try {
      simulate.parse(arguments.iterator());
    } catch (IllegalArgumentException e) {
      System.err.println("simulate: " + e.getMessage());
      return 2;
    }
    return simulate.fleet.isEmpty() ? simulate.sweep() : simulate.fleets();
  }

  private static List<String> names() {
    return List.of(Shape.values()).stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
  }

  private void parse(Iterator<String> rest) {
    while (rest.hasNext()) {
      String option = rest.next();
      if (!List.of("--seeds", "--first-seed", "--shape", "--fleet").contains(option)) {
        throw new IllegalArgumentException(option + ": not known; --help tells what is");
      }
      if (!rest.hasNext()) {
        throw new IllegalArgumentException(option + ": a value is missing");
      }
      String value = rest.next();
      switch (option) {
        case "--seeds" -> seeds = Math.toIntExact(number(option, value));
        case "--first-seed" -> firstSeed = number(option, value);
        case "--fleet" -> fleet = List.of(value.split(",")).stream().map(each -> Math.toIntExact(number(option, each)))
            .toList();
        default -> {
          if (!names().contains(value)) {
            throw new IllegalArgumentException(
                option + ' ' + value + ": not known; expected one of " + String.join(", ", names()));
          }
          shape = Shape.valueOf(value.toUpperCase(Locale.ROOT));
        }
      }
    }
  }

  private static long number(String option, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + ' ' + text + ": expected a number", e);
    }
  }

  private int sweep() {
    long began = System.nanoTime();
    int failed = 0;
    double beacons = 0;
    double sent = 0;
    long sessions = 0;
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      Scenario.Result result = new Scenario(seed, shape).run();
      String problem = result.problem();
      if (problem != null) {
        failed++;
        System.out.println("seed " + seed + " (" + result.shape() + "): " + problem
            + "\n  again with: ops/simulate --first-seed " + seed + " --seeds 1"
            + (shape == null ? "" : " --shape " + shape.name().toLowerCase(Locale.ROOT)));
      }
      beacons = Math.max(beacons, result.beacons());
      sent = Math.max(sent, result.sent());
      sessions += result.sessions();
    }
    System.out.printf(Locale.ROOT,
        "%d seeds, %d failed; equal at most %.2f of the longest beacon intervals after the last fault (bound %d), %.1f beacons a"
            + " node, %.1f sessions on average; %.1f s%n",
        seeds, failed, beacons, Scenario.BEACONS_MAX, sent, (double) sessions / seeds,
        (System.nanoTime() - began) / 1e9);
    return failed == 0 ? 0 : 1;
  }

  private int fleets() {
    List<String> faults = new ArrayList<>();
    for (boolean trusts : new boolean[]{true, false}) {
      faults.addAll(Fleet.faults(fleet.stream().map(leaves -> told(new Fleet(leaves, firstSeed, trusts).commit()))
          .toList()));
    }
    fleet.forEach(leaves -> faults
        .addAll(Fleet.faults(List.of(told(new Fleet(leaves, firstSeed, false).restart())))));
    faults.forEach(System.out::println);
    System.out.println(faults.isEmpty()
        ? "linear, and no stampede: at most " + Fleet.SESSIONS_PEAK_MAX + " sessions at a time"
        : "again with: ops/simulate --fleet " + String.join(",", fleet.stream().map(String::valueOf).toList())
            + " --first-seed " + firstSeed);
    return faults.isEmpty() ? 0 : 1;
  }

  private static Fleet.Report told(Fleet.Report report) {
    System.out.println(report);
    return report;
  }
}
