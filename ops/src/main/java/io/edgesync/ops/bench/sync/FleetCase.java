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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One commit to fifty leaves that hang off one, all in this process: how long until the last of them has it.
 *
 * @param programs where to run
 * @param fossil   the stock program, which makes the repositories
 * @param marks    takes the figure
 */
record FleetCase(Programs programs, StockFossil fossil, Marks marks) {

  private static final int LEAVES = 50;
  private static final int COMMITS = 5;
  private static final int PATIENCE_SECONDS = 120;

  void run() throws InterruptedException, IOException {
    Path hub = programs.directory().resolve("fleet-0.fossil");
    fossil.run("init", "--admin-user", Programs.LOGIN, hub.toString());
    fossil.run("user", "capabilities", "nobody", "gjoriz", "-R", hub.toString());
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      Daemon first = Daemon.start(options(hub, 0));
      open.push(first);
      String link = "nats-leaf://127.0.0.1:" + first.ready().leafnode().getPort();
      List<Repository> others = new ArrayList<>();
      for (int i = 1; i <= LEAVES; i++) {
        Path file = programs.directory().resolve("fleet-" + i + ".fossil");
        Files.copy(hub, file);
        open.push(Daemon.start(options(file, i).withUpstreams(List.of(link))));
        Repository repository = Repository.open(file, RepositoryOptions.standard());
        open.push(repository);
        others.add(repository);
      }
      measure(hub, others);
    } catch (AgentException e) {
      throw new Failure("leaf: " + e.getMessage(), e);
    } finally {
      close(open);
    }
  }

  private DaemonOptions options(Path file, int number) {
    return DaemonOptions.of(List.of(file), programs.directory().resolve("fleet-state-" + number));
  }

  private void measure(Path hub, List<Repository> others) {
    List<Double> millis = new ArrayList<>();
    try (Repository repository = Repository.open(hub, RepositoryOptions.standard())) {
      for (int i = 0; i <= COMMITS; i++) {
        Hash made = repository.checkins().commit(CheckinRequest.of(
            Map.of("f.txt", NewFile.of(("commit " + i + "\n").getBytes(StandardCharsets.UTF_8))), "commit " + i,
            Programs.LOGIN));
        long committed = System.nanoTime();
        for (Repository other : others) {
          await(other, made, committed);
        }
        if (i > 0) {
          millis.add((System.nanoTime() - committed) / 1e6);
        }
      }
    }
    marks.told("one commit to " + LEAVES + " leaves, until the last has it, p50", LatencyCases.percentile(millis, 50),
        "ms");
    marks.told("one commit to " + LEAVES + " leaves, the worst of " + COMMITS, LatencyCases.percentile(millis, 100),
        "ms");
  }

  private static void await(Repository repository, Hash name, long sinceNanos) {
    while (!repository.artifacts().lookup(name).isHeld()) {
      if (System.nanoTime() - sinceNanos > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        throw new Failure("check-in " + name + ": not in " + repository.file() + " within " + PATIENCE_SECONDS + " s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static void close(Deque<AutoCloseable> open) {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("a leaf could not be closed", e);
      }
    }
  }
}
