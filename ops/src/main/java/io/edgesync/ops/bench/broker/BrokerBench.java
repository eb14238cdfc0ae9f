package io.edgesync.ops.bench.broker;

import io.edgesync.ops.broker.ServerProcess;
import io.edgesync.cli.console.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Drives {@code nats-server} and ours by the same load, in turn, case by case, and compares.
 *
 * @param theirs    how {@code nats-server} is started
 * @param ours      how our broker is started
 * @param directory for configurations and logs
 * @param runs      measurements of each case; an odd number, of which the median counts
 * @param only      cases whose names contain it
 * @param scale     times the usual number of messages
 * @param say       takes each line of the report
 */
record BrokerBench(ServerProcess.Kind theirs, ServerProcess.Kind ours, Path directory, int runs, String only,
    double scale,
    Consumer<String> say) {

  /** Of one measurement. */
  private record Figures(double perSecond, double processorPerMillion, long p50, long p99) {}

  /** Two servers of each kind, the second a spoke of the first. */
  private record Pair(ServerProcess hub, ServerProcess spoke) implements AutoCloseable {
    @Override
    public void close() {
      spoke.close();
      hub.close();
    }

    double processorSeconds() {
      return hub.processorSeconds() + spoke.processorSeconds();
    }
  }

  private interface Measurement {
    Figures of(Pair servers) throws Exception;
  }

  /** What our figures may be at most or at least of theirs. */
  private static final double RATE_MIN = 0.9;
  private static final double PROCESSOR_MAX = 1.1;

  static List<Flow> flows() {
    List<Flow> all = new ArrayList<>();
    for (int payload : new int[]{16, 128, 4096}) {
      int messages = payload > 1000 ? 150_000 : 2_000_000;
      all.add(Flow.simple("publish only, " + payload + " B", 2, 0, false, payload, 2 * messages));
      all.add(Flow.simple("1:1, " + payload + " B", 1, 1, false, payload, messages));
      all.add(Flow.simple("1:10, " + payload + " B", 1, 10, false, payload, messages / 5));
      all.add(Flow.simple("queue group of 4, " + payload + " B", 2, 4, true, payload, messages));
    }
    all.add(Flow.spread("100,000 subscriptions, 16 B", 100_000, i -> "bench.s" + (1_000_000 + i),
        i -> "bench.s" + (1_000_000 + i), 16, 1_000_000));
    all.add(Flow.spread("2,000 wildcard interests, 16 B", 2_000, i -> "bench." + (10_000 + i) + ".>",
        i -> "bench." + (10_000 + i) + ".a.b", 16, 1_000_000));
    all.add(Flow.simple("leafnode hop, 16 B", 1, 1, false, 16, 1_000_000).throughLink());
    all.add(Flow.simple("leafnode hop, 128 B", 1, 1, false, 128, 1_000_000).throughLink());
    all.add(Flow.simple("leafnode hop, 4096 B", 1, 1, false, 4096, 100_000).throughLink());
    return all;
  }

  /** @return whether every case met its mark */
  boolean run() throws Exception {
    Map<String, Measurement> cases = new LinkedHashMap<>();
    flows().forEach(flow -> cases.put(flow.name(), servers -> measure(flow, servers)));
    for (int requesters : new int[]{1, 16}) {
      cases.put("request/reply, " + requesters + (requesters == 1 ? " requester" : " requesters"),
          servers -> measure(requesters, servers));
    }
    say.accept(
        String.format(Locale.ROOT, "%-32s %22s %22s %6s %22s %6s", "median of " + runs, theirs.name(), ours.name(),
            "ratio", "CPU s per M messages", "ratio"));
    boolean allMet = true;
    try (Pair stock = pair(theirs); Pair own = pair(ours)) {
      for (var each : cases.entrySet()) {
        if (each.getKey().contains(only)) {
          allMet &= compare(each.getKey(), each.getValue(), stock, own);
        }
      }
    }
    return allMet;
  }

  private Pair pair(ServerProcess.Kind kind) throws IOException, InterruptedException {
    ServerProcess hub = ServerProcess.start(kind, directory, 0);
    try {
      return new Pair(hub, ServerProcess.start(kind, directory, hub.leafPort()));
    } catch (IOException | InterruptedException | RuntimeException e) {
      hub.close();
      throw e;
    }
  }

  private boolean compare(String name, Measurement measurement, Pair stock, Pair own) throws Exception {
    List<Figures> stockFigures = new ArrayList<>();
    List<Figures> ownFigures = new ArrayList<>();
    // The first of each warms up, also the load.
    for (int run = 0; run <= runs; run++) {
      Figures first = measurement.of(stock);
      Figures second = measurement.of(own);
      if (run > 0) {
        stockFigures.add(first);
        ownFigures.add(second);
      }
    }
    double rate = median(stockFigures, Figures::perSecond);
    double ownRate = median(ownFigures, Figures::perSecond);
    double processor = median(stockFigures, Figures::processorPerMillion);
    double ownProcessor = median(ownFigures, Figures::processorPerMillion);
    boolean met = ownRate >= RATE_MIN * rate && ownProcessor <= PROCESSOR_MAX * processor;
    String line = String.format(Locale.ROOT, "%-32s %,20.0f/s %,20.0f/s %6.2f %10.3f %11.3f %6.2f", name, rate, ownRate,
        ownRate / rate, processor, ownProcessor, ownProcessor / processor);
    double p99 = median(stockFigures, Figures::p99);
    if (p99 > 0) {
      double ownP99 = median(ownFigures, Figures::p99);
      met &= ownP99 <= p99;
      line += String.format(Locale.ROOT, "  p50 %.0f and %.0f us, p99 %.0f and %.0f us, ratio %.2f",
          median(stockFigures, Figures::p50) / 1000, median(ownFigures, Figures::p50) / 1000, p99 / 1000, ownP99 / 1000,
          ownP99 / p99);
    }
    say.accept(line + (met ? "" : "  *"));
    return met;
  }

  private Figures measure(Flow flow, Pair servers) throws Exception {
    Flow sized = scaled(flow);
    double before = servers.processorSeconds();
    int publishTo = (flow.overLink() ? servers.spoke() : servers.hub()).clientPort();
    Duration took = FlowLoad.run(sized, publishTo, servers.hub().clientPort());
    double used = servers.processorSeconds() - before;
    long published = FlowLoad.published(sized);
    return new Figures(published / (took.toNanos() / 1e9), used / (published / 1e6), 0, 0);
  }

  private Flow scaled(Flow flow) {
    return new Flow(flow.name(), flow.publishers(), flow.subscribers(), flow.queue(), flow.patterns(), flow.pattern(),
        flow.subject(), flow.payload(), (int) (flow.messages() * scale), flow.overLink());
  }

  private Figures measure(int requesters, Pair servers) throws Exception {
    double before = servers.processorSeconds();
    Requests.Result result = Requests.run(servers.hub().clientPort(), requesters,
        (int) ((requesters == 1 ? 30_000 : 5_000) * scale));
    double used = servers.processorSeconds() - before;
    return new Figures(result.count() / (result.took().toNanos() / 1e9), used / (result.count() / 1e6), result.p50(),
        result.p99());
  }

  private static double median(List<Figures> figures, ToDoubleFunction<Figures> which) {
    double[] sorted = figures.stream().mapToDouble(which).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  static Failure missing(String program) {
    return new Failure(program + ": not on the path; apt-get install nats-server, or name it in NATS_SERVER");
  }
}
