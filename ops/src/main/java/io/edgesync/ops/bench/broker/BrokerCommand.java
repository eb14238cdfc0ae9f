package io.edgesync.ops.bench.broker;

import io.edgesync.ops.broker.ServerProcess;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import io.edgesync.ops.LauncherFlags;
import io.edgesync.ops.Workbench;
import io.edgesync.ops.bench.OddNumber;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ops/bench broker}. */
@Command(name = "broker", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Load the embedded NATS server and `nats-server` in turn, from the same raw sockets, and compare.",
    "A case that misses its mark (0.9 of the messages per second, 1.1 of the processor time, the same p99) ends in *.",
    "Exit code 1 when any does."}, footer = {"", "Examples:", "  ops/bench broker",
        "  ops/bench broker --case 1:1 --runs 5", "  NATS_SERVER=/opt/nats-server ops/bench broker --case leafnode"})
public final class BrokerCommand implements Callable<Integer> {

  @Option(names = "--runs", defaultValue = "3", converter = OddNumber.class, paramLabel = "N", description = "How many measurements of each, an odd number. Default: 3.")
  private int runs = 3;

  @Option(names = "--case", defaultValue = "", paramLabel = "TEXT", description = "Only cases whose names contain TEXT.")
  private String only = "";

  @Option(names = "--scale", defaultValue = "1", paramLabel = "X", description = "Multiply the number of messages. Default: 1.")
  private double scale = 1;

  @Override
  public Integer call() throws Exception {
    try (Workbench workbench = Workbench.open("bench", Terminal.ofProcess())) {
      Path program = workbench.programs().find("NATS_SERVER", "nats-server");
      if (program == null) {
        throw BrokerBench.missing("nats-server");
      }
      if (scale <= 0) {
        throw new Failure("--scale takes a positive number");
      }
      return new BrokerBench(ServerProcess.natsServer(program.toString()),
          ServerProcess.embedded(LauncherFlags.daemon()), workbench.directory(), runs, only, scale,
          System.out::println).run()
              ? 0
              : 1;
    }
  }
}
