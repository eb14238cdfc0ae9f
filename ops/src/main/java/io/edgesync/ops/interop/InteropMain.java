package io.edgesync.ops.interop;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import io.edgesync.ops.Program;
import io.edgesync.ops.Report;
import io.edgesync.ops.Trial;
import io.edgesync.ops.Workbench;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The entry point of {@code ops/interop}. */
@Command(name = "interop", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Our client and stock Fossil's at our server (over HTTP, and over NATS) and at `fossil server`: clone, push, pull, sync, private",
    "branches, unversioned files, configuration; with the right login, a wrong one and none; SHA1, SHA3 and both. Each is played with",
    "the stock program at both ends first, and has to end as that did: the same rows in both repositories, the same refusals, a file",
    "that does not change by a byte where nothing was allowed, and `fossil rebuild` finds nothing to change.",
    "Exit code 1 when anything ended otherwise."}, footerHeading = "%nExamples:%n", footer = {
        "  ops/interop", "  ops/interop --sample", "  ops/interop --only ours/stock/push",
        "  ops/interop --only ours/ours-over-nats/clone/right/mixed --keep"})
public final class InteropMain extends Trial {

  @Option(names = "--only", paramLabel = "CELLS", description = "Cells whose name begins with, or contains, this: CLIENT/SERVER/DEED/LOGIN/NAMES.")
  private String only = "";

  @Option(names = "--sample", description = "Only so many that each value meets each other once, as the tests do.")
  private boolean isSample;

  @Option(names = "--jobs", defaultValue = "2", paramLabel = "N", description = "How many at a time. Default: 2.")
  private int jobs = 2;

  private InteropMain(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected Report run(Workbench bench) throws IOException, InterruptedException {
    Stream<Case> all = (isSample ? Covering.sample() : Case.all()).stream();
    List<Case> cells = all.filter(cell -> ("/" + cell + "/").contains(only)).toList();
    if (cells.isEmpty()) {
      throw new Failure("--only " + only + ": no such cell, expected for example " + Case.all().getFirst());
    }
    return new Sweep(bench.programs(), bench.fossil(), this::progress).run(cells, jobs);
  }

  /** Runs the program with {@code arguments} and returns its exit code. */
  static int run(Terminal terminal, String... arguments) {
    return new Program(terminal, "interop", 2).run(new CommandLine(new InteropMain(terminal)), arguments);
  }

  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }
}
