package io.edgesync.ops.soak;

import io.edgesync.cli.console.Terminal;
import io.edgesync.ops.LauncherFlags;
import io.edgesync.ops.Program;
import io.edgesync.ops.Report;
import io.edgesync.ops.Trial;
import io.edgesync.ops.Workbench;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The entry point of {@code ops/soak-kills}, {@code ops/soak-beside} and {@code ops/soak-broker}. */
@Command(name = "soak", mixinStandardHelpOptions = true, description = "Long tests, hard on purpose.")
public final class SoakMain {

  private SoakMain() {}

  /** {@code ops/soak-kills}. */
  @Command(name = "kills", mixinStandardHelpOptions = true, sortOptions = false, description = {
      "Kill a program of ours with SIGKILL in the middle of check-ins, wiki pages and the like, imports, rebuilds and clones, and look at what is left.",
      "Exit code 1 when anything acknowledged is lost, or anything is wrong."}, footer = {"", "Examples:",
          "  ops/soak-kills", "  ops/soak-kills --kills 10 --seed 42 --json"})
  static final class Kills extends Trial {

    @Option(names = "--kills", defaultValue = "200", paramLabel = "N", description = "How often. Default: 200.")
    private int kills = 200;
    @Option(names = "--seed", paramLabel = "N", description = "What is done and when it is killed. Default: another one each time.")
    private @Nullable Long seed;

    Kills(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected Report run(Workbench bench) throws IOException, InterruptedException {
      Long given = seed;
      return new KillSoak(bench.programs(), bench.fossil(), given == null ? System.nanoTime() : given,
          this::progress)
          .run(kills);
    }
  }

  /** {@code ops/soak-beside}. */
  @Command(name = "beside", mixinStandardHelpOptions = true, sortOptions = false, description = {
      "Write, and read, into one repository while `fossil commit` runs in a loop, at several paces.",
      "Exit code 1 when our side fails once, when at any pace more than 0.5 %% of the stock commits meet a locked",
      "database (one is let pass where they were fewer than 200), or when either history is not complete afterwards."}, footer = {
          "", "Examples:", "  ops/soak-beside",
          "  ops/soak-beside --seconds 10 --pace 10/20 --json"})
  static final class Beside extends Trial {

    @Option(names = "--seconds", defaultValue = "60", paramLabel = "N", description = "How long at each pace. Default: 60.")
    private int seconds = 60;
    @Option(names = "--pace", split = ",", defaultValue = "2/3,10/20,50/50,200/100", paramLabel = "HELD/PAUSE", description = {
        "How long our longest transactions are, and how long the pauses between all of them, in milliseconds;",
        "a third number makes stock pause. Default: ${DEFAULT-VALUE}."})
    private List<String> paces = List.of();
    @Option(names = "--journal", defaultValue = "delete", paramLabel = "MODE", description = "delete, or wal, where every commit in between makes a stock commit fail, and that is not counted against us. Default: delete.")
    private Journal journal = Journal.DELETE;

    Beside(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected Report run(Workbench bench) throws IOException, InterruptedException {
      return new BesideSoak(bench.programs(), bench.fossil(), journal, this::progress)
          .run(paces.stream().map(Pace::parse).toList(), seconds);
    }
  }

  /** {@code ops/soak-broker}. */
  @Command(name = "broker", mixinStandardHelpOptions = true, sortOptions = false, description = {
      "Load the embedded NATS server with many connections, changing subscriptions and a publisher at full speed.",
      "Exit code 1 when more than 60 MiB are live on its heap, its memory, resident memory too, grows (judged from 120 s on), or",
      "Netty's leak detector (at paranoid) says anything."}, footer = {"",
          "Examples:", "  ops/soak-broker", "  ops/soak-broker --connections 100 --seconds 20 --json"})
  static final class OfBroker extends Trial {

    @Option(names = "--connections", defaultValue = "1000", paramLabel = "N", description = "How many clients. Default: 1000.")
    private int connections = 1000;
    @Option(names = "--seconds", defaultValue = "600", paramLabel = "N", description = "How long. Default: 600.")
    private int seconds = 600;
    @Option(names = "--seed", paramLabel = "N", description = "What the clients do. Default: another one each time.")
    private @Nullable Long seed;

    OfBroker(Terminal terminal) {
      super(terminal);
    }

    @Override
    protected Report run(Workbench bench) throws IOException, InterruptedException {
      Long given = seed;
      return new BrokerSoak(bench.directory(), connections, seconds,
          given == null ? System.nanoTime() : given, this::progress).run(LauncherFlags.daemon());
    }
  }

  /** Runs a soak and returns its exit code. */
  static int run(Terminal terminal, String... arguments) {
    return new Program(terminal, "soak", 1).run(new CommandLine(new SoakMain())
        .addSubcommand(new Kills(terminal)).addSubcommand(new Beside(terminal)).addSubcommand(new OfBroker(terminal)),
        arguments);
  }

  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }
}
