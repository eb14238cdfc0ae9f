package io.edgesync.ops.bench.sync;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.control.ControlClient;
import io.edgesync.agent.watch.FileEvents;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.process.LeafProcess;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * From the end of a commit into one leaf's repository to the moment when its check-in is in that of another one, which is linked with the first over NATS.
 * Both are processes of their own. Our commit is made as {@code edgesync commit} makes it, with its word to the daemon;
 * of stock's nobody is told. Leaves that were just started are measured, after a few commits, and the same ones when they have run for a while.
 *
 * @param programs where to run
 * @param fossil   the stock program
 * @param marks    takes the figures
 */
record LatencyCases(Programs programs, StockFossil fossil, Marks marks) {

  private static final int OURS = 200;
  private static final int STOCK = 40;
  private static final int WARM_UP = 40;
  /** So many more make of leaves that were just started such as have run for a while, in which the JVM has compiled what a commit's way needs. */
  private static final int RUN_IN_COMMITS = 2000;
  private static final Duration RUN_IN = Duration.ofSeconds(30);
  private static final int PATIENCE_SECONDS = 20;
  /** Between two commits, so that each is one by itself. */
  private static final long PAUSE_MILLIS = 60;
  private static final double P50_MARK = 8;
  private static final double P99_MARK = 50;
  private static final double STOCK_P50_MARK = 100;

  void run() throws InterruptedException, IOException {
    Path here = repository("here");
    Path there = repository("there");
    fossil.run("init", "--admin-user", Programs.LOGIN, here.toString());
    fossil.run("user", "capabilities", "nobody", "gjoriz", "-R", here.toString());
    fossil.clone(here.toString(), there);
    fossil.run("user", "capabilities", "nobody", "gjoriz", "-R", there.toString());
    try (LeafProcess first = LeafProcess.start(programs, "latency-here", here, List.of());
        LeafProcess second = LeafProcess.start(programs, "latency-there", there, List.of("--nats", first.linkUrl()));
        Seen seen = Seen.in(there)) {
      ours(here, first, seen);
      stock(here, seen);
      if (!second.isAlive()) {
        throw new Failure("leaf latency-there: it ended by itself");
      }
    }
  }

  /** In a directory of its own, as on a device of its own: who watches one hears of every write in its directory. */
  private Path repository(String side) throws IOException {
    return Files.createDirectories(programs.directory().resolve("latency-" + side)).resolve(side + ".fossil");
  }

  private void ours(Path here, LeafProcess leaf, Seen seen) throws InterruptedException {
    try (Repository repository = Repository.open(here, RepositoryOptions.standard());
        ControlClient daemon = ControlClient.connect(leaf.stateDir())) {
      Ours ours = new Ours(here, repository, daemon, seen);
      ours.commits(WARM_UP, PAUSE_MILLIS);
      tell("leaves just started", ours.commits(OURS, PAUSE_MILLIS));
      long endNanos = System.nanoTime() + RUN_IN.toNanos();
      int begun = ours.made;
      while (ours.made - begun < RUN_IN_COMMITS && System.nanoTime() - endNanos < 0) {
        ours.commits(1, 0);
      }
      tell("leaves after " + ours.made + " commits", ours.commits(OURS, PAUSE_MILLIS));
    } catch (AgentException e) {
      throw new Failure("leaf: " + e.getMessage(), e);
    }
  }

  private void tell(String which, List<Double> millis) {
    marks.atMost("edgesync commit to visible, " + which + ", p50", percentile(millis, 50), P50_MARK, "ms");
    marks.atMost("edgesync commit to visible, " + which + ", p99", percentile(millis, 99), P99_MARK, "ms");
  }

  /** Commits one after the other. */
  private static final class Ours {
    private final Path file;
    private final Repository repository;
    private final ControlClient daemon;
    private final Seen seen;
    private int made;

    Ours(Path file, Repository repository, ControlClient daemon, Seen seen) {
      this.file = file;
      this.repository = repository;
      this.daemon = daemon;
      this.seen = seen;
    }

    /** Milliseconds that each took to be seen elsewhere, which the next one waits for. */
    List<Double> commits(int count, long pauseMillis) throws AgentException, InterruptedException {
      List<Double> millis = new ArrayList<>();
      for (int end = made + count; made < end; made++) {
        byte[] content = ("commit " + made + "\n").repeat(20).getBytes(StandardCharsets.UTF_8);
        Hash name = repository.checkins().commit(
            CheckinRequest.of(Map.of("f" + made % 20 + ".txt", NewFile.of(content)), "ours " + made, Programs.LOGIN));
        long committed = System.nanoTime();
        daemon.commitHint(file);
        millis.add(seen.await(name, committed));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
      }
      return millis;
    }
  }

  private void stock(Path here, Seen seen) throws InterruptedException, IOException {
    Path tree = Files.createDirectories(programs.directory().resolve("latency-tree"));
    Programs inTree = new Programs(programs.terminal(), tree);
    StockFossil there = new StockFossil(inTree, fossil.program());
    there.run("open", "--force", "--nosync", here.toString());
    there.run("settings", "autosync", "off");
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < STOCK; i++) {
      // Another size each time: a change of the same size within a second is none for stock.
      Files.writeString(tree.resolve("stock.txt"), "stock\n".repeat(i + 1));
      there.run("addremove");
      String said = there.run("commit", "--no-warnings", "--allow-fork", "-m", "stock " + i).output();
      long committed = System.nanoTime();
      Hash made = new Hash(said.replaceAll("(?s).*New_Version: ([0-9a-f]+).*", "$1"));
      millis.add(seen.await(made, committed));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
    marks.atMost("fossil commit to visible, the same leaves, p50", percentile(millis, 50), STOCK_P50_MARK, "ms");
    marks.told("fossil commit to visible, the same leaves, p99", percentile(millis, 99), "ms");
  }

  static double percentile(List<Double> figures, int percent) {
    List<Double> sorted = figures.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  /** Sees artifacts come to a repository by the events of its file: a reader that asked all the time would hold up the writer. */
  private record Seen(Repository repository, FileEvents events, Semaphore changes, Path journal)
      implements
        AutoCloseable {

    static Seen in(Path file) throws IOException {
      FileEvents events = FileEvents.start();
      Semaphore changes = new Semaphore(0);
      events.watch(file.toRealPath(), changes::release);
      return new Seen(Repository.open(file, RepositoryOptions.standard()), events, changes,
          file.resolveSibling(file.getFileName() + "-journal"));
    }

    /** Milliseconds from {@code sinceNanos} until the moment at which whoever began to read found the artifact; 0 where it was here before. */
    double await(Hash name, long sinceNanos) throws InterruptedException {
      long endNanos = sinceNanos + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (System.nanoTime() - endNanos < 0) {
        changes.tryAcquire(100, TimeUnit.MILLISECONDS);
        changes.drainPermits();
        long begunNanos = System.nanoTime();
        if (Files.notExists(journal) && repository.artifacts().lookup(name).isHeld()) {
          return Math.max(0, begunNanos - sinceNanos) / 1e6;
        }
      }
      throw new Failure("check-in " + name + ": not seen elsewhere within " + PATIENCE_SECONDS + " s");
    }

    @Override
    public void close() {
      events.close();
      repository.close();
    }
  }
}
