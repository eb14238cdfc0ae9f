package io.edgesync.ops.leaves;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.Daemon;
import io.edgesync.agent.DaemonOptions;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.ops.soak.Judge;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Daemons that are linked by {@link FaultyLink}s: for a while check-ins happen everywhere, links are rough, part and heal; then all links are well, and within
 * a bounded number of beacons all repositories must hold the same.
 */
final class Convergence {

  static final Duration BEACON = Duration.ofSeconds(2);
  /** After the last fault; a link that was parted is dialled again after seconds. */
  private static final int BEACONS_MAX = 30;
  private static final int FILES_MAX = 6;
  private static final int FILE_BYTES_MAX = 60_000;
  private static final int PAUSE_MILLIS_MAX = 400;

  private final Programs programs;
  private final StockFossil fossil;
  private final Judge judge;
  private final Consumer<String> say;

  Convergence(Programs programs, StockFossil fossil, Consumer<String> say) {
    this.programs = programs;
    this.fossil = fossil;
    this.judge = new Judge(fossil);
    this.say = say;
  }

  /** One run of one shape. */
  private final class Run {
    private final SplittableRandom random;
    private final List<Path> files = new ArrayList<>();
    private final List<Daemon> daemons = new ArrayList<>();
    private final List<FaultyLink> links = new ArrayList<>();
    private final Map<Hash, Map<String, Hash>> checkins = new LinkedHashMap<>();

    Run(long seed) {
      random = new SplittableRandom(seed);
    }

    void start(Shape shape, int leaves, Path directory) throws IOException, InterruptedException {
      List<Shape.Edge> edges = shape.edges(leaves, random);
      for (int i = 0; i < leaves; i++) {
        int self = i;
        files.add(i == 0
            ? Checkouts.found(fossil, directory.resolve(shape + "-0.fossil"), "gio")
            : Checkouts.copy(fossil, files.getFirst(), directory.resolve(shape + "-" + i + ".fossil")));
        List<String> urls = new ArrayList<>();
        for (Shape.Edge edge : edges.stream().filter(each -> each.later() == self).toList()) {
          FaultyLink link = new FaultyLink(daemons.get(edge.earlier()).ready().leafnode().getPort(), random.split());
          links.add(link);
          urls.add(link.url());
        }
        DaemonOptions options = DaemonOptions.of(List.of(files.get(i)), directory.resolve(shape + "-" + i + ".state"))
            .withIntervals(BEACON, Duration.ofSeconds(1));
        daemons.add(start(shape.isTree() ? options.withUpstreams(urls) : options.withPeers(urls)));
      }
    }

    private static Daemon start(DaemonOptions options) throws InterruptedException {
      try {
        return Daemon.start(options);
      } catch (AgentException e) {
        throw new Failure(String.valueOf(e.getMessage()), e);
      }
    }

    void trouble(long millis) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      links.forEach(link -> link.become(FaultyLink.Mood.ROUGH));
      while (System.nanoTime() < end) {
        int node = random.nextInt(files.size());
        Map.Entry<Hash, Map<String, Hash>> made = Checkouts.commit(files.get(node),
            Checkouts.noise(random, 1 + random.nextInt(FILES_MAX), FILE_BYTES_MAX),
            node + "-" + Long.toHexString(random.nextLong()));
        checkins.put(made.getKey(), made.getValue());
        FaultyLink link = links.get(random.nextInt(links.size()));
        link.become(random.nextInt(4) == 0 ? FaultyLink.Mood.PARTED : FaultyLink.Mood.ROUGH);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(PAUSE_MILLIS_MAX)));
      }
      links.forEach(link -> link.become(FaultyLink.Mood.WELL));
    }

    /** After how many milliseconds all hold the same; -1 when they do not in time. */
    long awaitSame() {
      long began = System.nanoTime();
      while (System.nanoTime() - began < BEACON.multipliedBy(BEACONS_MAX).toNanos()) {
        Set<Hash> first = Checkouts.names(files.getFirst());
        if (first.containsAll(checkins.keySet())
            && files.stream().skip(1).allMatch(file -> Checkouts.names(file).equals(first))) {
          return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
      return -1;
    }

    void close() {
      daemons.reversed().forEach(Daemon::close);
      links.forEach(FaultyLink::close);
    }
  }

  /** Each shape for {@code millis} of trouble; what it says goes into one report. */
  ConvergenceReport run(List<Shape> shapes, int leaves, long millis, long seed)
      throws IOException, InterruptedException {
    List<String> failures = new ArrayList<>();
    List<ConvergenceReport.Row> rows = new ArrayList<>();
    for (Shape shape : shapes) {
      Run run = new Run(seed);
      try {
        run.start(shape, leaves, programs.directory());
        run.trouble(millis);
        long took = run.awaitSame();
        ConvergenceReport.Row row = new ConvergenceReport.Row(shape, leaves, run.checkins.size(),
            run.links.stream().mapToLong(FaultyLink::cuts).sum(),
            run.links.stream().mapToLong(FaultyLink::stalls).sum(), took);
        rows.add(row);
        say.accept(row.text());
        if (took < 0) {
          failures.add(shape + ": not the same everywhere " + BEACONS_MAX + " beacons after the last fault");
        }
      } finally {
        run.close();
      }
      for (Path file : run.files) {
        failures.addAll(judge.integrity(file));
        failures.addAll(judge.rebuildDifferences(file));
        try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
          Judge.lostCheckins(repository, run.checkins).stream().limit(5)
              .forEach(lost -> failures.add(file.getFileName() + " lacks " + lost));
        }
      }
    }
    return new ConvergenceReport(seed, rows, failures);
  }
}
