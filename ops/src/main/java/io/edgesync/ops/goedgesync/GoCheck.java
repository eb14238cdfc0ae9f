package io.edgesync.ops.goedgesync;

import io.edgesync.cli.process.StockFossil;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.repository.unversioned.UnversionedFile;
import io.edgesync.repository.unversioned.UnversionedFiles;
import io.edgesync.cli.process.Programs;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One network: a check-in at either side arrives at the other, and both repositories are sound afterwards. So does an unversioned file where the program
 * at the other side keeps them equal: Go's leaf does; its hub pulls artifacts alone, and its bridge asks nobody.
 */
record GoCheck(StockFossil fossil, Path natsServer, Path go, Duration patience) {

  private static final long PAUSE_MILLIS = 200;
  private static final int UNVERSIONED_BYTES = 10_000;

  /**
   * How one network fared.
   *
   * @param checkins    of what was checked in
   * @param unversioned of unversioned files; null where the other side does not keep them equal
   * @param damaged     complaints of {@code fossil test-integrity}
   */
  record Row(GoNetwork.Kind kind, GoNetwork.Between between, Times checkins, @Nullable Times unversioned,
      List<String> damaged) {
    boolean isSound() {
      return checkins.isWhole() && (unversioned == null || unversioned.isWhole()) && damaged.isEmpty();
    }
  }

  /**
   * Milliseconds, -1 where it did not come.
   *
   * @param there until what was made here was there
   * @param here  likewise, the other way
   */
  record Times(long there, long here) {
    boolean isWhole() {
      return there >= 0 && here >= 0;
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
      fossil.run("user", "capabilities", "nobody", each.equals(ours) ? "jr" : "gioy", "-R", each.toString());
    }
    Times checkins;
    Times unversioned = null;
    try (GoNetwork network = new GoNetwork(fossil.programs(), go, directory)) {
      network.start(kind, between, ours, theirs, project, fossil.program(), natsServer);
      checkins = new Times(await(theirs, commit(ours, "ours")), await(ours, checkIn(network, theirs, directory)));
      if (kind.keepsFilesEqual()) {
        unversioned = new Times(await(theirs, file(ours, "ours.bin")), await(ours, file(theirs, "theirs.bin")));
      }
    }
    List<String> damaged = new ArrayList<>();
    for (Path each : List.of(ours, theirs)) {
      fossil.integrity(each).errors().forEach(error -> damaged.add(each.getFileName() + ": " + error));
    }
    return new Row(kind, between, checkins, unversioned, damaged);
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
    return await(file, repository -> repository.artifacts().lookup(checkin).isHeld());
  }

  private long await(Path file, UnversionedFile sent) throws InterruptedException {
    return await(file, repository -> repository.unversioned().find(sent.name())
        .filter(came -> came.isHeld() && Objects.equals(came.hash(), sent.hash())).isPresent());
  }

  private long await(Path file, Predicate<Repository> arrived) throws InterruptedException {
    long began = System.nanoTime();
    while (System.nanoTime() - began < patience.toNanos()) {
      try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
        if (arrived.test(repository)) {
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

  /** One that does not become smaller by compressing: Go does not read what stock Fossil has compressed. */
  private static UnversionedFile file(Path file, String name) {
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      byte[] content = new byte[UNVERSIONED_BYTES];
      new Random(name.hashCode()).nextBytes(content);
      repository.unversioned().add(Programs.LOGIN, List.of(new UnversionedFiles.NewFile(name, content)), Instant.now());
      return repository.unversioned().find(name).orElseThrow();
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
