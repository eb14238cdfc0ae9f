package io.edgesync.ops.bench.sync;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.Daemon;
import io.edgesync.agent.DaemonOptions;
import io.edgesync.cli.console.Failure;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One commit to many leaves that hang off one, all in this process: how long until the last of them has it. When this returns, or fails, all of
 * them have ended, with their threads.
 *
 * @param programs where to run
 * @param fossil   the stock program, which makes the repositories
 * @param marks    takes the figure
 * @param leaves   how many
 */
record FleetCase(Programs programs, StockFossil fossil, Marks marks, int leaves) {

  private static final int COMMITS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration END_PATIENCE = Duration.ofSeconds(30);

  void run() throws InterruptedException, IOException {
    List<Path> files = repositories();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      Daemon hub = Daemon.start(options(files.getFirst(), 0));
      open.push(hub);
      String link = "nats-leaf://127.0.0.1:" + hub.ready().leafnode().getPort();
      List<Repository> others = new ArrayList<>();
      for (int i = 1; i <= leaves; i++) {
        open.push(Daemon.start(options(files.get(i), i).withUpstreams(List.of(link))));
        Repository repository = Repository.open(files.get(i), RepositoryOptions.standard());
        open.push(repository);
        others.add(repository);
      }
      measure(files.getFirst(), others);
    } catch (AgentException e) {
      throw new Failure("leaf: " + e.getMessage(), e);
    } finally {
      close(open);
    }
    awaitEnd(before);
  }

  /**
   * The first one is the hub's. Each lies in a directory of its own, or each leaf would hear of the writes of all others, which on devices of their
   * own none does. They are copied before anybody has one open: closing such a file drops SQLite's locks in this process.
   */
  private List<Path> repositories() throws InterruptedException, IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i <= leaves; i++) {
      files.add(Files.createDirectories(programs.directory().resolve("fleet-" + i)).resolve("fleet.fossil"));
    }
    String hub = files.getFirst().toString();
    fossil.run("init", "--admin-user", Programs.LOGIN, hub);
    fossil.run("user", "capabilities", "nobody", "gjoriz", "-R", hub);
    for (Path file : files.subList(1, files.size())) {
      Files.copy(files.getFirst(), file);
    }
    return files;
  }

  private DaemonOptions options(Path file, int number) {
    return DaemonOptions.of(List.of(file), programs.directory().resolve("fleet-state-" + number));
  }

  private void measure(Path hub, List<Repository> others) {
    long endNanos = System.nanoTime() + PATIENCE.toNanos();
    List<Double> millis = new ArrayList<>();
    try (Repository repository = Repository.open(hub, RepositoryOptions.standard())) {
      for (int i = 0; i <= COMMITS; i++) {
        Hash made = repository.checkins().commit(CheckinRequest.of(
            Map.of("f.txt", NewFile.of(("commit " + i + "\n").getBytes(StandardCharsets.UTF_8))), "commit " + i,
            Programs.LOGIN));
        long committed = System.nanoTime();
        for (Repository other : others) {
          await(other, made, endNanos);
        }
        // The first one waits for links that are not up yet.
        if (i > 0) {
          millis.add((System.nanoTime() - committed) / 1e6);
        }
      }
    }
    String what = "one commit to " + leaves + " leaves, ";
    marks.told(what + "until the last has it, p50", LatencyCases.percentile(millis, 50), "ms");
    marks.told(what + "the worst of " + COMMITS, LatencyCases.percentile(millis, 100), "ms");
  }

  private static void await(Repository repository, Hash name, long endNanos) {
    while (!repository.artifacts().lookup(name).isHeld()) {
      if (System.nanoTime() - endNanos > 0) {
        throw new Failure("check-in " + name + ": not in " + repository.file() + " within " + PATIENCE.toSeconds()
            + " s of the first commit");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /** Closes all of them, whatever becomes of some. */
  private static void close(Deque<AutoCloseable> open) {
    Exception failed = null;
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        failed = e;
      }
    }
    if (failed != null) {
      throw new IllegalStateException("a leaf could not be closed", failed);
    }
  }

  /** Netty's thread for everybody ends a second after its last work, the JDK's own threads stay. */
  private static void awaitEnd(Set<Thread> before) {
    long endNanos = System.nanoTime() + END_PATIENCE.toNanos();
    List<String> left = left(before);
    while (!left.isEmpty()) {
      if (System.nanoTime() - endNanos > 0) {
        throw new Failure("leaves: ended, and their threads run still: " + String.join(", ", left));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      left = left(before);
    }
  }

  private static List<String> left(Set<Thread> before) {
    ThreadGroup ours = Thread.currentThread().getThreadGroup();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread) && ours.equals(thread.getThreadGroup())).map(Thread::getName)
        .sorted().toList();
  }
}
