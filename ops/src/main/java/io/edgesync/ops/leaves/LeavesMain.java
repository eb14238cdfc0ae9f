package io.edgesync.ops.leaves;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import io.edgesync.ops.Program;
import io.edgesync.ops.Report;
import io.edgesync.ops.Trial;
import io.edgesync.ops.Workbench;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The entry point of {@code ops/kill-sync}, {@code ops/stock-clients} and {@code ops/convergence}. */
@Command(name = "leaves", mixinStandardHelpOptions = true, description = "Leaves at work in a rough world.")
public final class LeavesMain {

  private LeavesMain() {}

  /** {@code ops/kill-sync}. */
  @Command(name = "kills", mixinStandardHelpOptions = true, sortOptions = false, description = {
      "Kill one of two linked leaves with SIGKILL in the middle of sending or of receiving, look at what is left, start it again.",
      "With --clone kill `edgesync clone` from three leaves at once instead, and run it again: it must go on where it was.",
      "Exit code 1 when the two do not end with the same artifacts, when anything acknowledged is lost, or anything is wrong."}, footer = {
          "", "Examples:", "  ops/kill-sync", "  ops/kill-sync --kills 10 --seed 42 --json",
          "  ops/kill-sync --clone --kills 20"})
  static final class Kills extends Trial {

    @Option(names = "--kills", defaultValue = "100", paramLabel = "N", description = "How often. Default: 100.")
    private int kills = 100;
    @Option(names = "--clone", description = "Kill clones out of a mesh of three, and sometimes one of the three, instead of leaves.")
    private boolean clones;
    @Option(names = "--seed", paramLabel = "N", description = "What is committed, who is killed and when. Default: another one each time.")
    private @Nullable Long seed;

    Kills(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected Report run(Workbench bench) throws IOException, InterruptedException {
      long given = Objects.requireNonNullElseGet(seed, System::nanoTime);
      progress("seed " + given);
      return clones
          ? new KillClone(bench.programs(), bench.fossil(), given, this::progress).run(kills)
          : new KillSync(bench.programs(), bench.fossil(), given, this::progress).run(kills);
    }
  }

  /** {@code ops/stock-clients}. */
  @Command(name = "clients", mixinStandardHelpOptions = true, sortOptions = false, description = {
      "Let stock clients commit, pull and push at one leaf, each on a branch of its own.",
      "Exit code 1 when a client complains of what no client of `fossil server` under the same load complains of, when a check-in is",
      "not in the leaf or in any of the copies, or when anything is wrong with one of them."}, footer = {"",
          "Examples:", "  ops/stock-clients", "  ops/stock-clients --clients 4 --seconds 5 --json"})
  static final class Clients extends Trial {

    @Option(names = "--clients", defaultValue = "50", paramLabel = "N", description = "How many. Default: 50.")
    private int clients = 50;
    @Option(names = "--seconds", defaultValue = "60", paramLabel = "N", description = "How long. Default: 60.")
    private int seconds = 60;

    Clients(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected Report run(Workbench bench) throws IOException, InterruptedException {
      return new StockClients(bench.programs(), bench.fossil(), this::progress).run(clients, seconds);
    }
  }

  /** {@code ops/convergence}. */
  @Command(name = "convergence", mixinStandardHelpOptions = true, sortOptions = false, description = {
      "Link leaves in a line, a ring, a star and at random by connections that stall, drip and break, commit everywhere, part and heal",
      "links; when all links are well again, all must hold the same within thirty beacons.",
      "Exit code 1 when they do not, or anything is lost or wrong. The seed decides what is done, not when the system does it."}, footer = {
          "", "Examples:", "  ops/convergence", "  ops/convergence --minutes 1 --shape ring --leaves 4 --seed 42"})
  static final class Rough extends Trial {

    @Option(names = "--minutes", defaultValue = "4", paramLabel = "N", description = "Of trouble, shared among the shapes. Default: 4.")
    private double minutes = 4;
    @Option(names = "--leaves", defaultValue = "8", paramLabel = "N", description = "How many, at least 2. Default: 8.")
    private int leaves = 8;
    @Option(names = "--shape", split = ",", defaultValue = "line,ring,star,random", paramLabel = "SHAPE", description = "line, ring, star or random. Default: all four.")
    private List<Shape> shapes = List.of();
    @Option(names = "--seed", paramLabel = "N", description = "Who commits what, and which links fail. Default: another one each time.")
    private @Nullable Long seed;

    Rough(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected Report run(Workbench bench) throws IOException, InterruptedException {
      if (leaves < 2) {
        throw new Failure("--leaves " + leaves + ": expected at least 2");
      }
      long given = Objects.requireNonNullElseGet(seed, System::nanoTime);
      progress("seed " + given);
      return new Convergence(bench.programs(), bench.fossil(), this::progress).run(shapes, leaves,
          Math.round(minutes * 60_000 / shapes.size()), given);
    }
  }

  /** Runs a trial and returns its exit code. */
  static int run(Terminal terminal, String... arguments) {
    return new Program(terminal, "leaves", 2).run(new CommandLine(new LeavesMain())
        .addSubcommand(new Kills(terminal)).addSubcommand(new Clients(terminal)).addSubcommand(new Rough(terminal)),
        arguments);
  }

  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }
}
