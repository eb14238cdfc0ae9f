package io.edgesync.ops.bench;

import io.edgesync.cli.process.LeafProcess;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.ops.LoopbackPort;
import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Times {@code fossil clone} from {@code fossil server}, and our clone from a leaf over NATS and over HTTP, in turn, so that
 * each meets the same machine.
 *
 * @param programs where to run
 * @param fossil   the stock program
 * @param project  the repository's project code
 * @param runs     how many of each; odd
 * @param say      takes each line of the report
 */
public record CloneBench(Programs programs, StockFossil fossil, String project, int runs, Consumer<String> say) {

  private static final String FOSSIL = "fossil clone, fossil server";
  private static final String NATS = "edgesync clone, leaf, NATS";
  private static final String HTTP = "edgesync clone, leaf, HTTP";

  /** Gives the time of our clone over NATS, of that of stock's. */
  public double run(Path source) throws InterruptedException, IOException {
    Path directory = programs.directory();
    Path stock = directory.resolve("stock.fossil");
    Path ours = directory.resolve("leaf.fossil");
    for (Path repository : List.of(stock, ours)) {
      Maintenance.copy(source, repository, RepositoryOptions.standard());
      fossil.run("user", "capabilities", "nobody", "gjorz", "-R", repository.toString());
    }
    LoopbackPort port = LoopbackPort.free();
    Process server = programs.start(List.of(fossil.program().toString(), "server", "--localhost", "--port",
        Integer.toString(port.number()), stock.toString()), directory.resolve("server.log").toFile());
    try (LeafProcess leaf = LeafProcess.start(programs, "leaf", ours, List.of())) {
      port.awaitListening("fossil server", server);
      Map<String, List<Measured>> results = new LinkedHashMap<>();
      for (int run = 1; run <= runs; run++) {
        measure(results, FOSSIL, run,
            List.of(fossil.program().toString(), "clone", "http://127.0.0.1:" + port.number() + "/"));
        measure(results, NATS, run, programs.edgesync(List.of("clone", leaf.linkUrl() + "/" + project)));
        measure(results, HTTP, run, programs.edgesync(List.of("clone", leaf.httpUrl())));
      }
      return report(results, leaf.peakMebibytes());
    } finally {
      server.descendants().forEach(ProcessHandle::destroy);
      server.destroy();
    }
  }

  private void measure(Map<String, List<Measured>> results, String name, int run, List<String> words)
      throws InterruptedException, IOException {
    Path target = programs.directory().resolve("clone.fossil");
    Files.deleteIfExists(target);
    List<String> all = new ArrayList<>(words);
    all.add(target.toString());
    Measured measured = Measured.run(programs.directory(), all);
    results.computeIfAbsent(name, any -> new ArrayList<>()).add(measured);
    say.accept(String.format(Locale.ROOT, "  run %d  %-28s %6.2f s  %4d MiB", run, name, seconds(measured),
        measured.peakMebibytes()));
    Files.deleteIfExists(target);
  }

  private double report(Map<String, List<Measured>> results, long leafPeak) {
    double base = seconds(Measured.median(results.getOrDefault(FOSSIL, List.of())));
    say.accept(String.format(Locale.ROOT, "%-30s %9s %10s %7s", "median of " + runs, "seconds", "peak MiB", "ratio"));
    results.forEach((name, all) -> {
      Measured median = Measured.median(all);
      long peak = all.stream().mapToLong(Measured::peakMebibytes).max().orElse(0);
      say.accept(
          String.format(Locale.ROOT, "%-30s %9.2f %10d %7.2f", name, seconds(median), peak, seconds(median) / base));
    });
    say.accept(String.format(Locale.ROOT, "%-30s %9s %10d", "the answering leaf", "", leafPeak));
    return seconds(Measured.median(results.getOrDefault(NATS, List.of()))) / base;
  }

  private static double seconds(Measured measured) {
    return measured.took().toMillis() / 1000.0;
  }
}
