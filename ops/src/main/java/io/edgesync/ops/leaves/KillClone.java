package io.edgesync.ops.leaves;

import io.edgesync.cli.process.LeafProcess;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.ops.LoopbackPort;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A hub and two leaves that hold one project, and {@code edgesync clone} from all of them, killed with SIGKILL while it receives or verifies, some
 * times in a row; what it has must not become less. Between two kills one of the leaves may be killed as well, and the other one come back. The
 * last run is let be, and must end with the hub's artifacts.
 */
final class KillClone {

  private static final int CHECKINS = 4;
  private static final int FILES = 60;
  private static final int FILE_BYTES_MAX = 150_000;
  private static final int KILLS_OF_A_CLONE = 4;
  private static final long LOOK_MILLIS = 1;
  private static final long LATER_MILLIS_MAX = 400;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> LEAVES = List.of("east", "west");

  /** What a killed clone left: how many artifacts, and of all names how many may still be missing. */
  private record Left(long artifacts, long gaps) {
    static final Left NOTHING = new Left(0, Long.MAX_VALUE);
  }

  private final Programs programs;
  private final StockFossil fossil;
  private final Inquest inquest;
  private final SplittableRandom random;
  private final Consumer<String> say;
  private final LoopbackPort port;
  private final Path hub;
  private final Map<Hash, Map<String, Hash>> checkins = new LinkedHashMap<>();
  private final Map<String, LeafProcess> running = new TreeMap<>();

  KillClone(Programs programs, StockFossil fossil, long seed, Consumer<String> say) throws IOException {
    this.programs = programs;
    this.fossil = fossil;
    this.inquest = new Inquest(fossil, seed);
    this.random = new SplittableRandom(seed);
    this.say = say;
    this.port = LoopbackPort.free();
    this.hub = programs.directory().resolve("hub.fossil");
  }

  KillSyncReport run(int kills) throws InterruptedException, IOException {
    Checkouts.found(fossil, hub, "gio");
    for (int i = 0; i < CHECKINS; i++) {
      var made = Checkouts.commit(hub, Checkouts.noise(random, FILES, FILE_BYTES_MAX), "branch-" + i);
      checkins.put(made.getKey(), made.getValue());
    }
    ProjectCode project = project();
    int done = 0;
    try {
      start("hub", hub, List.of("--nats-leaf-port", "127.0.0.1:" + port.number()));
      for (String leaf : LEAVES) {
        Path copy = Checkouts.copy(fossil, hub, file(leaf));
        fossil.run("user", "capabilities", "nobody", "gio", "-R", copy.toString());
        start(leaf);
      }
      while (done < kills && inquest.isSound()) {
        done = clone("nats-leaf://127.0.0.1:" + port.number() + "/" + project, done, kills);
      }
    } finally {
      running.values().forEach(LeafProcess::close);
    }
    return inquest.report(done, checkins.size());
  }

  private ProjectCode project() {
    try (Repository repository = Repository.open(hub, RepositoryOptions.standard())) {
      return repository.projectCode();
    }
  }

  private Path file(String leaf) {
    return programs.directory().resolve(leaf + ".fossil");
  }

  private void start(String leaf) {
    start(leaf, file(leaf), List.of("--nats", "nats-leaf://127.0.0.1:" + port.number()));
  }

  private void start(String name, Path file, List<String> more) {
    running.put(name, LeafProcess.start(programs, name, file, more));
  }

  /** One clone, killed until it is a repository or has been killed often enough; returns how many kills there were in all. */
  private int clone(String url, int before, int kills) throws InterruptedException, IOException {
    Path target = programs.directory().resolve("clone-" + before + ".fossil");
    List<String> words = programs.edgesync(List.of("clone", url, target.toString()));
    int done = before;
    Left left = Left.NOTHING;
    for (int more = 1 + random.nextInt(KILLS_OF_A_CLONE); more > 0 && done < kills && Files.notExists(target); more--) {
      kill(words, target);
      done++;
      left = look(target, left, done);
      changeLeaves();
    }
    if (Files.notExists(target)) {
      programs.expect(words, PATIENCE);
    }
    judge(target);
    return done;
  }

  private void kill(List<String> words, Path target) throws InterruptedException, IOException {
    long enough = bytes(part(target)) + 1 + random.nextLong(Files.size(hub) / 2);
    Path log = programs.directory().resolve("clone.log");
    Process clone = programs.start(words, log.toFile());
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (clone.isAlive() && bytes(part(target)) < enough && Files.notExists(target)) {
      if (System.nanoTime() - end > 0) {
        inquest.failed("a clone did not go on for " + PATIENCE.toSeconds() + " s");
        break;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    }
    if (random.nextInt(3) == 0) {
      LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(LATER_MILLIS_MAX)));
    }
    List<ProcessHandle> all = new ArrayList<>(clone.descendants().toList());
    all.add(clone.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
    if (clone.exitValue() != 0 && clone.exitValue() != 128 + 9) {
      inquest.failed("a clone failed by itself: " + Programs.lastLines(Files.readString(log)));
    }
  }

  private static Path part(Path target) {
    return target.resolveSibling(target.getFileName() + ".part");
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException notThere) {
      return 0;
    }
  }

  /** Opens what is left as the next run does. */
  private Left look(Path target, Left before, int number) {
    if (Files.exists(target)) {
      count(number, "when it was done", before.artifacts());
      return before;
    }
    try (CloneFile part = CloneFile.openOrCreate(target, RepositoryOptions.standard())) {
      boolean isAll = part.nextSequence() == 0;
      Left left = new Left(part.artifacts(), isAll ? 0 : part.parts().gaps().width());
      if (left.artifacts() < before.artifacts() || left.gaps() > before.gaps()) {
        inquest.failed("a clone that was killed has less than before: " + left + " of " + before);
      }
      count(number, left.artifacts() == 0
          ? "receiving, before anything had come"
          : isAll ? "verifying" : "receiving, when a part had come", left.artifacts());
      return left;
    } catch (RepositoryException e) {
      inquest.failed("what a killed clone left cannot be opened: " + e.getMessage());
      return before;
    }
  }

  private void count(int number, String moment, long artifacts) {
    inquest.killed("a clone was " + moment);
    say.accept("kill " + number + " of a clone " + moment + ", with " + artifacts + " artifacts");
  }

  /** Perhaps kills one that gives, and lets the other one give again. */
  private void changeLeaves() throws InterruptedException {
    String victim = LEAVES.get(random.nextInt(LEAVES.size()));
    LeafProcess leaf = running.get(victim);
    if (random.nextBoolean() && leaf != null && leaf.isAlive()) {
      for (String other : LEAVES) {
        if (!running.containsKey(other)) {
          start(other);
        }
      }
      running.remove(victim, leaf);
      leaf.kill();
    }
  }

  private void judge(Path target) throws InterruptedException {
    Set<Hash> wanted = Checkouts.names(hub);
    if (!Checkouts.names(target).equals(wanted)) {
      inquest.failed(target.getFileName() + ": does not hold what the hub holds");
    }
    if (Files.exists(part(target))) {
      inquest.failed(part(target).getFileName() + ": is still there");
    }
    say.accept(target.getFileName() + " is whole, " + givers(target) + " gave of it");
    inquest.look(target);
    inquest.lookFor(target, checkins);
  }

  private static long givers(Path file) {
    return Checkouts.count(file, "SELECT count(DISTINCT rcvid) FROM blob WHERE size>=0");
  }
}
