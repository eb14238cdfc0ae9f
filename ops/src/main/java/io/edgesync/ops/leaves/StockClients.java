package io.edgesync.ops.leaves;

import io.edgesync.cli.process.LeafProcess;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.ops.interop.StockServer;
import io.edgesync.ops.soak.Judge;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Stock clients that commit, pull and push at one leaf for a while, each on a branch of its own. What a command complains of is held against what
 * stock's own server makes its clients complain of under the same load, which is only tried where there was a complaint.
 */
final class StockClients {

  private static final String PASSWORD = "tiger";

  /** What so many clients lived through at one server. */
  private record Load(List<StockClient> clients, Map<String, Integer> complaints) {}

  private final Programs programs;
  private final StockFossil fossil;
  private final Judge judge;
  private final Consumer<String> say;
  private final List<String> failures = new ArrayList<>();

  StockClients(Programs programs, StockFossil fossil, Consumer<String> say) {
    this.programs = programs;
    this.fossil = fossil;
    this.judge = new Judge(fossil);
    this.say = say;
  }

  StockClientsReport run(int count, int seconds) throws IOException, InterruptedException {
    long began = System.nanoTime();
    Path directory = programs.directory();
    Path leaf = Checkouts.found(fossil, directory.resolve("leaf.fossil"), "go");
    fossil.run("user", "password", Programs.LOGIN, PASSWORD, "-R", leaf.toString());
    Path control = Files.copy(leaf, directory.resolve("stock.fossil"));
    Load ours;
    try (LeafProcess process = LeafProcess.start(programs, "leaf", leaf, List.of())) {
      String url = process.httpUrl(PASSWORD);
      ours = load(directory.resolve("clients"), url, count, seconds);
      together(ours.clients(), leaf);
      if (!process.isAlive()) {
        failures.add("the leaf ended by itself, see " + directory.resolve("leaf.log"));
      }
    }
    failures.addAll(judge.rebuildDifferences(leaf));
    failures.addAll(judge.integrity(leaf));
    Map<String, Integer> stock = new TreeMap<>();
    if (!ours.complaints().isEmpty()) {
      try (StockServer server = StockServer.start(programs, fossil.program(), control)) {
        stock.putAll(load(directory.resolve("control-clients"),
            "http://" + Programs.LOGIN + ":" + PASSWORD + "@" + server.at() + "/", count, seconds).complaints());
      }
      ours.complaints().forEach((complaint, times) -> {
        if (!stock.containsKey(complaint)) {
          failures.add("no client of fossil server said: " + complaint + " (" + times + " times)");
        }
      });
    }
    return new StockClientsReport(count, seconds,
        ours.clients().stream().mapToInt(each -> each.checkins().size()).sum(),
        ours.complaints(), stock, failures, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
  }

  private Load load(Path directory, String url, int count, int seconds) throws IOException, InterruptedException {
    List<StockClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path home = Files.createDirectories(directory.resolve("client-" + i));
      clients.add(new StockClient(new Programs(programs.terminal(), home), fossil.program(), url, i));
    }
    inParallel(clients, StockClient::begin);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    inParallel(clients, client -> client.work(end));
    Map<String, Integer> complaints = new TreeMap<>();
    clients
        .forEach(client -> client.complaints().forEach((text, times) -> complaints.merge(text, times, Integer::sum)));
    say.accept(count + " clients, " + clients.stream().mapToInt(each -> each.checkins().size()).sum()
        + " check-ins, complaints: " + complaints);
    return new Load(clients, complaints);
  }

  /** What a client does. */
  private interface Work {
    void run(StockClient client) throws IOException, InterruptedException;
  }

  private static void inParallel(List<StockClient> clients, Work work) throws InterruptedException {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (StockClient client : clients) {
        all.add(pool.submit(() -> {
          work.run(client);
          return null;
        }));
      }
      for (Future<?> each : all) {
        try {
          each.get();
        } catch (ExecutionException e) {
          throw new IllegalStateException(e.getCause());
        }
      }
    }
  }

  /** Everybody gets everything once more; then the leaf and each copy hold every check-in, and are sound. */
  private void together(List<StockClient> clients, Path leaf) throws InterruptedException {
    inParallel(clients, StockClient::last);
    inParallel(clients, StockClient::last);
    Map<Hash, Map<String, Hash>> all = new LinkedHashMap<>();
    clients.forEach(client -> client.checkins().forEach(checkin -> all.put(checkin, Map.of())));
    List<Path> files = new ArrayList<>(List.of(leaf));
    clients.forEach(client -> files.add(client.file()));
    IntStream.range(0, files.size()).forEach(i -> {
      try (Repository repository = Repository.open(files.get(i), RepositoryOptions.standard())) {
        String whose = i == 0 ? "the leaf" : "client " + (i - 1);
        Judge.lostCheckins(repository, all).forEach(lost -> failures.add(whose + " lacks " + lost));
      }
    });
    for (StockClient client : clients) {
      client.integrity().forEach(wrong -> failures.add("client " + client.number() + ": " + wrong));
    }
  }
}
