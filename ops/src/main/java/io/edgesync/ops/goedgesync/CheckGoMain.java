package io.edgesync.ops.goedgesync;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Terminal;
import io.edgesync.ops.Program;
import io.edgesync.ops.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The entry point of {@code ops/check-go}. */
@Command(name = "check-go", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Our daemon among the real programs of Go EdgeSync, which GO_EDGESYNC_DIR names the directory of: go-leaf, go-bridge, go-edgesync.",
    "A check-in at either side has to arrive at the other, and with a leaf of Go that asks alone an unversioned file, through our embedded",
    "NATS server and through nats-server (NATS_SERVER, or on the path), and `fossil test-integrity` finds nothing at either. Exit code 1 when something did not;",
    "2 when it could not be tried."}, footerHeading = "%nExamples:%n", footer = {
        "  GO_EDGESYNC_DIR=/opt/go-edgesync ops/check-go",
        "  ops/check-go --only hub --patience 120 --json"})
public final class CheckGoMain implements Callable<Integer> {

  private final Terminal terminal;

  @Option(names = "--only", paramLabel = "NAME", description = "Networks whose name contains this: leaf, asking-leaf, hub, bridge, embedded, nats-server.")
  private String only = "";

  @Option(names = "--patience", defaultValue = "60", paramLabel = "S", description = "Seconds until a check-in has to be there. Default: 60.")
  private int patience = 60;

  @Option(names = "--keep", description = "Keep the directory that it works in.")
  private boolean keep;

  @Mixin
  private final Output output = new Output();

  private CheckGoMain(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    String programs = terminal.environment("GO_EDGESYNC_DIR");
    if (programs == null || !Files.isDirectory(terminal.resolve(Path.of(programs)))) {
      throw new Failure(
          "GO_EDGESYNC_DIR: names no directory, expected that of go-leaf, go-bridge and go-edgesync, built from"
              + " github.com/danmestas/EdgeSync");
    }
    try (Workbench bench = Workbench.open("check-go", terminal)) {
      Path natsServer = bench.programs().find("NATS_SERVER", "nats-server");
      if (natsServer == null) {
        throw new Failure("nats-server: not on the path; apt-get install nats-server, or name it in NATS_SERVER");
      }
      GoCheck check = new GoCheck(bench.fossil(), natsServer, terminal.resolve(Path.of(programs)),
          Duration.ofSeconds(patience));
      List<GoCheck.Row> rows = new ArrayList<>();
      for (GoNetwork.Kind kind : GoNetwork.Kind.values()) {
        for (GoNetwork.Between between : GoNetwork.Between.values()) {
          String name = word(kind) + "-" + word(between);
          if (name.contains(only)) {
            rows.add(check.run(kind, between, bench.directory().resolve(name)));
            if (!output.isJson()) {
              print(name, rows.getLast());
            }
          }
        }
      }
      if (rows.isEmpty()) {
        throw new Failure("--only " + only + ": no such network, expected for example hub");
      }
      boolean isSound = rows.stream().allMatch(GoCheck.Row::isSound);
      if (output.isJson()) {
        Output.print(terminal, json(rows, isSound));
      }
      bench.keep(keep || !isSound);
      if (keep || !isSound) {
        terminal.err().println("what it worked on is in " + bench.directory());
      }
      return isSound ? 0 : 1;
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void print(String name, GoCheck.Row row) {
    GoCheck.Times files = row.unversioned();
    terminal.out().println(String.format(Locale.ROOT, "%s %-24s %s%s", row.isSound() ? " " : "*", name,
        words(row.checkins()), files == null ? "" : "; unversioned files " + words(files)));
    row.damaged().forEach(complaint -> terminal.out().println("    " + Output.plain(complaint)));
  }

  private static String words(GoCheck.Times times) {
    return "to Go " + took(times.there()) + ", from Go " + took(times.here());
  }

  private static String took(long millis) {
    return millis < 0 ? "did not arrive" : String.format(Locale.ROOT, "%d ms", millis);
  }

  private static JsonObject json(List<GoCheck.Row> rows, boolean isSound) {
    JsonArray all = new JsonArray();
    for (GoCheck.Row row : rows) {
      JsonObject one = JsonObject.builder().value("peer", word(row.kind())).value("between", word(row.between()))
          .value("toGoMs", row.checkins().there()).value("fromGoMs", row.checkins().here())
          .value("complaints", new JsonArray(row.damaged())).done();
      GoCheck.Times files = row.unversioned();
      if (files != null) {
        one.put("unversionedToGoMs", files.there());
        one.put("unversionedFromGoMs", files.here());
      }
      all.add(one);
    }
    return JsonObject.builder().value("networks", all).value("ok", isSound).done();
  }

  /** Runs the program with {@code arguments} and returns its exit code. */
  static int run(Terminal terminal, String... arguments) {
    return new Program(terminal, "check-go", 2).run(new CommandLine(new CheckGoMain(terminal)), arguments);
  }

  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }
}
