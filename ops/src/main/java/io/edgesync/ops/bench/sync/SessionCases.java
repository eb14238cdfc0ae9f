package io.edgesync.ops.bench.sync;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.process.LeafProcess;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.ops.LoopbackPort;
import io.edgesync.repository.Maintenance;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.sync.KeptFingerprint;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.reconcile.PublicNames;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Sessions between two copies of a repository: equal ones, and two of which each lacks a thousand artifacts that the other has. Ours is a
 * session of a process that runs, as a daemon's is, with a leaf that has just been started; stock's is {@code fossil sync} with {@code fossil
 * server}, and beside it stands our command, {@code edgesync sync once} with the start of its JVM. Bytes are counted on the wire, with the headers
 * of HTTP; processor time is that of both sides.
 *
 * @param programs where to run
 * @param fossil   the stock program
 * @param runs     how many of each; odd
 * @param marks    takes the figures
 * @param say      takes what is beside them
 */
record SessionCases(Programs programs, StockFossil fossil, int runs, Marks marks, Consumer<String> say) {

  private static final int MISSING = 1000;
  private static final double BYTES_MARK = 0.25;
  private static final double TIME_MARK = 0.5;
  private static final double NOTHING_NEW_MARK = 1024;
  private static final Duration COMMAND_PATIENCE = Duration.ofMinutes(10);

  /** What a session cost. */
  private record Cost(double seconds, double cpuSeconds, long bytes, int rounds) {}

  private record Costs(Cost stock, Cost ours, Cost command) {}

  /** Two files that are to be made equal, and the stored bytes of what each lacks. */
  private record Pair(Path here, Path there, long storedBytes) {}

  /** A session between two files. */
  @FunctionalInterface
  private interface Session {
    Cost run(Pair pair) throws InterruptedException, IOException;
  }

  /** Two that are equal. */
  void nothingNew(Path source) throws InterruptedException, IOException {
    Path whole = whole(source);
    Costs costs = inTurn(new Pair(whole, copy(whole, "equal"), 0), "nothing new");
    Cost nothing = costs.ours();
    marks.told("fossil: nothing new, bytes", (double) costs.stock().bytes(), "bytes");
    marks.atMost("nothing new, bytes both ways", (double) nothing.bytes(), NOTHING_NEW_MARK, "bytes");
    marks.atMost("nothing new, rounds", nothing.rounds(), 1, "");
    marks.atMost("nothing new, edgesync sync once, bytes both ways", (double) costs.command().bytes(),
        NOTHING_NEW_MARK, "bytes");
  }

  /** Two of which each lacks what the other has. */
  void missing(Path source) throws InterruptedException, IOException {
    Pair torn = tear(whole(source));
    Costs costs = inTurn(torn, MISSING + " missing on each side");
    Cost stock = costs.stock();
    Cost ours = costs.ours();
    double theirs = stock.bytes() - torn.storedBytes();
    say.accept(String.format(Locale.ROOT, "  stored content %d bytes; edgesync needs %d rounds", torn.storedBytes(),
        ours.rounds()));
    marks.atMost("bytes beyond the content, of fossil's", (ours.bytes() - torn.storedBytes()) / theirs, BYTES_MARK, "");
    marks.atMost("time of a session of running processes, of fossil's", ours.seconds() / stock.seconds(), TIME_MARK,
        "");
    marks.told("its processor time, both sides, of fossil's", ours.cpuSeconds() / stock.cpuSeconds(), "");
    marks.told("time of edgesync sync once with its start, of fossil's", costs.command().seconds() / stock.seconds(),
        "");
  }

  private Path whole(Path source) throws InterruptedException, IOException {
    Path whole = copy(source, "whole");
    fossil.run("user", "capabilities", "nobody", "gjoriz", "-R", whole.toString());
    fossil.run("user", "new", Programs.LOGIN, "", "demo", "-R", whole.toString());
    return whole;
  }

  private Path copy(Path source, String name) throws IOException {
    Path target = programs.directory().resolve(name + ".fossil");
    Files.deleteIfExists(target);
    Maintenance.copy(source, target, RepositoryOptions.standard());
    return target;
  }

  /** Takes other artifacts from each of two copies: random ones that no other is a delta of, and no clusters. */
  private Pair tear(Path whole) throws InterruptedException, IOException {
    Path here = copy(whole, "torn-here");
    Path there = copy(whole, "torn-there");
    return new Pair(here, there, tear(here, 0) + tear(there, MISSING));
  }

  private long tear(Path file, int offset) throws InterruptedException {
    // Names are random, and so is their order from the third digit on.
    String sql = "CREATE TEMP TABLE gone AS SELECT rid FROM blob WHERE size>=0 AND rid NOT IN (SELECT srcid FROM delta)"
        + " AND rid NOT IN (SELECT rid FROM tagxref WHERE tagid=7) ORDER BY substr(uuid,3) LIMIT " + MISSING
        + " OFFSET "
        + offset + "; SELECT 'stored='||sum(length(content)) FROM blob WHERE rid IN gone;"
        + " DELETE FROM blob WHERE rid IN gone; DELETE FROM delta WHERE rid IN gone;";
    String said = fossil.run("sql", "-R", file.toString(), sql).output();
    fossil.run("rebuild", file.toString());
    return Long.parseLong(said.replaceAll("(?s).*stored=([0-9]+).*", "$1"));
  }

  /** The medians of each, measured in turn, so that all meet the same machine. */
  private Costs inTurn(Pair pair, String what) throws InterruptedException, IOException {
    List<Cost> stock = new ArrayList<>();
    List<Cost> ours = new ArrayList<>();
    List<Cost> command = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      stock.add(once(pair, this::stock, run, "fossil sync, " + what));
      ours.add(once(pair, this::ours, run, "edgesync, " + what));
      command.add(once(pair, this::command, run, "edgesync sync once, " + what));
    }
    return new Costs(median(stock), median(ours), median(command));
  }

  private Cost once(Pair pair, Session session, int run, String name) throws InterruptedException, IOException {
    Pair copies = new Pair(copy(pair.here(), "here"), copy(pair.there(), "there"), pair.storedBytes());
    Cost cost = session.run(copies);
    requireEqual(copies, name);
    say.accept(String.format(Locale.ROOT, "  run %d  %-48s %7.3f s  processor %6.2f s %9d bytes", run, name,
        cost.seconds(), cost.cpuSeconds(), cost.bytes()));
    return cost;
  }

  private static Cost median(List<Cost> all) {
    return all.stream().sorted(Comparator.comparingDouble(Cost::seconds)).toList().get(all.size() / 2);
  }

  private static void requireEqual(Pair pair, String name) {
    if (!digest(pair.here()).equals(digest(pair.there()))) {
      throw new Failure(name + ": expected both sides to hold the same artifacts afterwards");
    }
  }

  private static String digest(Path file) {
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      return new KeptFingerprint(repository.changes(), repository.artifacts()).fingerprint().digest();
    }
  }

  private Cost stock(Pair pair) throws InterruptedException, IOException {
    LoopbackPort port = LoopbackPort.free();
    Process server = programs.start(List.of(fossil.program().toString(), "server", "--localhost", "--port",
        Integer.toString(port.number()), pair.there().toString()), programs.directory().resolve("server.log").toFile());
    try (ByteCounter counter = new ByteCounter(port.number())) {
      port.awaitListening("fossil server", server);
      ProcessorTime cpu = ProcessorTime.with(server.pid());
      double seconds = fossil.run("sync", "-R", pair.here().toString(), "--once", url(counter)).took().toNanos() / 1e9;
      return new Cost(seconds, cpu.seconds(), counter.take(), 0);
    } finally {
      server.descendants().forEach(ProcessHandle::destroy);
      server.destroy();
      server.waitFor();
    }
  }

  private Cost ours(Pair pair) throws InterruptedException, IOException {
    RepositoryOptions options = RepositoryOptions.standard();
    try (LeafProcess leaf = LeafProcess.start(programs, "there", pair.there(), List.of());
        ByteCounter counter = new ByteCounter(URI.create(leaf.httpUrl()).getPort());
        Repository repository = Repository.open(pair.here(), options);
        HttpTransport transport = new HttpTransport(URI.create(url(counter)), HttpOptions.of(options.budget()))) {
      PublicNames names = PublicNames.following(repository.changes(), repository.artifacts());
      names.fingerprint();
      ProcessorTime cpu = ProcessorTime.with(leaf.pid());
      long began = System.nanoTime();
      SyncOutcome outcome = new SyncSession(repository.artifacts(), transport,
          SyncRequest.of(Direction.SYNC, null).toOneOfOurs(), SessionLimits.DEFAULT, SyncClock.SYSTEM, new Random(),
          SyncListener.SILENT, names).run();
      double seconds = (System.nanoTime() - began) / 1e9;
      if (!outcome.isSuccess()) {
        throw new Failure("session with a leaf: " + outcome.summary());
      }
      return new Cost(seconds, cpu.seconds(), counter.take(), outcome.traffic().rounds());
    }
  }

  /** Our command, from its start to its end. */
  private Cost command(Pair pair) throws InterruptedException, IOException {
    try (LeafProcess leaf = LeafProcess.start(programs, "there", pair.there(), List.of());
        ByteCounter counter = new ByteCounter(URI.create(leaf.httpUrl()).getPort())) {
      ProcessorTime cpu = ProcessorTime.with(leaf.pid());
      Programs.Ended ended = programs.expect(
          programs.edgesync(List.of("sync", "once", "-R", pair.here().toString(), url(counter))), COMMAND_PATIENCE);
      return new Cost(ended.took().toNanos() / 1e9, cpu.seconds(), counter.take(), 0);
    }
  }

  private static String url(ByteCounter counter) {
    return "http://127.0.0.1:" + counter.port() + "/";
  }
}
