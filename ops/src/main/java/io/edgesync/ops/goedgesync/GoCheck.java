package io.edgesync.ops.goedgesync;

import io.edgesync.cli.process.StockFossil;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.cli.process.Programs;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One network: a check-in at either side arrives at the other, and both repositories are sound afterwards. */
record GoCheck(StockFossil fossil, Path natsServer, Path go, Duration patience) {

  private static final long PAUSE_MILLIS = 200;

  /**
   * How one network fared.
   *
   * @param there   milliseconds until what was checked in here was there; -1 where it did not come
   * @param here    likewise, the other way
   * @param damaged complaints of {@code fossil test-integrity}
   */
  record Row(GoNetwork.Kind kind, GoNetwork.Between between, long there, long here, List<String> damaged) {
    boolean isSound() {
      return there >= 0 && here >= 0 && damaged.isEmpty();
    }
  }

  Row run(GoNetwork.Kind kind, GoNetwork.Between between, Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path ours = directory.resolve("ours.fossil");
    Path theirs = directory.resolve("theirs.fossil");
    fossil.run("init", "-A", Programs.LOGIN, ours.toString());
    commit(ours, "begin");
    fossil.run("clone", "--admin-user", Programs.LOGIN, ours.toString(), theirs.toString());
    String project = project(ours);
    for (Path each : List.of(ours, theirs)) {
      // Ours is granted by its configuration; Go has nothing but nobody.
      fossil.run("user", "capabilities", "nobody", each.equals(ours) ? "jr" : "gio", "-R", each.toString());
    }
    long there;
    long here;
    try (GoNetwork network = new GoNetwork(fossil.programs(), go, directory)) {
      network.start(kind, between, ours, theirs, project, fossil.program(), natsServer);
      there = await(theirs, commit(ours, "ours"));
      here = await(ours, checkIn(network, theirs, directory));
    }
    List<String> damaged = new ArrayList<>();
    for (Path each : List.of(ours, theirs)) {
      fossil.integrity(each).errors().forEach(error -> damaged.add(each.getFileName() + ": " + error));
    }
    return new Row(kind, between, there, here, damaged);
  }

  /** A Go hub announces what is pushed into it, and sees nothing of what is written beside it until then. */
  private Hash checkIn(GoNetwork network, Path theirs, Path directory) throws InterruptedException {
    if (network.hubUrl().isEmpty()) {
      return commit(theirs, "theirs");
    }
    Path copy = directory.resolve("copy.fossil");
    fossil.run("clone", "--admin-user", Programs.LOGIN, network.hubUrl(), copy.toString());
    Hash checkin = commit(copy, "theirs");
    fossil.run("push", network.hubUrl(), "-R", copy.toString());
    return checkin;
  }

  private long await(Path file, Hash checkin) throws InterruptedException {
    long began = System.nanoTime();
    while (System.nanoTime() - began < patience.toNanos()) {
      try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
        if (repository.artifacts().lookup(checkin).isHeld()) {
          return Duration.ofNanos(System.nanoTime() - began).toMillis();
        }
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return -1;
  }

  private static String project(Path file) {
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      return repository.projectCode().hex();
    }
  }

  private static Hash commit(Path file, String what) {
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      return repository.checkins().commit(CheckinRequest.of(
          Map.of(what + ".txt", NewFile.of((what + "\n").getBytes(StandardCharsets.UTF_8))), what, Programs.LOGIN)
          .onBranch(what));
    }
  }
}
