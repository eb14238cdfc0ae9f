package io.edgesync.ops.leaves;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.process.LeafProcess;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.ops.LoopbackPort;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Two leaves that are linked; one gets check-ins of many files, and one of the two is killed with SIGKILL while they cross. What is left is
 * looked at, the killed one starts again, and both must end with the same artifacts. One in six is killed again while it starts.
 */
final class KillSync {

  private static final int FILES = 60;
  private static final int FILE_BYTES_MAX = 150_000;
  /** What all of it looks at grows with each kill. */
  private static final int KILLS_OF_A_PAIR = 10;
  private static final long CONVERGE_SECONDS_MAX = 90;
  private static final long LOOK_MILLIS = 2;
  /** Until the first artifacts come; what is later than that is killed before. */
  private static final long FIRST_MILLIS_MAX = 3000;
  private static final long EARLY_MILLIS_MAX = 60;
  private static final long AFTER_FIRST_MILLIS_MAX = 40;
  private static final long START_MILLIS_MAX = 700;

  /** One of the two. */
  private enum Place {
    HUB, LEAF;

    Place other() {
      return this == HUB ? LEAF : HUB;
    }
  }

  private final Programs programs;
  private final StockFossil fossil;
  private final Inquest inquest;
  private final SplittableRandom random;
  private final Consumer<String> say;
  private final LoopbackPort port;
  private final Map<Place, Path> files = new TreeMap<>();
  private final Map<Place, LeafProcess> leaves = new TreeMap<>();
  private final Map<Hash, Map<String, Hash>> checkins = new LinkedHashMap<>();

  KillSync(Programs programs, StockFossil fossil, long seed, Consumer<String> say) throws IOException {
    this.programs = programs;
    this.fossil = fossil;
    this.inquest = new Inquest(fossil, seed);
    this.random = new SplittableRandom(seed);
    this.say = say;
    this.port = LoopbackPort.free();
  }

  KillSyncReport run(int kills) throws InterruptedException, IOException {
    int done = 0;
    int looked = 0;
    while (done < kills && inquest.isSound()) {
      done = pair(done, Math.min(kills, done + KILLS_OF_A_PAIR));
      looked += checkins.size();
    }
    return inquest.report(done, looked);
  }

  /** Makes two new repositories and kills those who have them open, from the kill after {@code done} to {@code last}; returns how far it came. */
  private int pair(int done, int last) throws InterruptedException, IOException {
    Path directory = programs.directory();
    files.put(Place.HUB, Checkouts.found(fossil, directory.resolve("hub-" + done + ".fossil"), "gio"));
    files.put(Place.LEAF, Checkouts.copy(fossil, file(Place.HUB), directory.resolve("leaf-" + done + ".fossil")));
    checkins.clear();
    int number = done;
    try {
      start(Place.HUB);
      start(Place.LEAF);
      commit(Place.HUB);
      awaitSame();
      while (number < last && inquest.isSound()) {
        kill(++number);
      }
    } finally {
      leaves.values().forEach(LeafProcess::close);
    }
    for (Path file : files.values()) {
      inquest.lookClosely(file, checkins);
    }
    return number;
  }

  private Path file(Place place) {
    return files.getOrDefault(place, programs.directory());
  }

  private void start(Place place) {
    String link = "127.0.0.1:" + port.number();
    List<String> more = new ArrayList<>(List.of("--beacon-interval", "1s", "--poll-interval", "1s"));
    more.addAll(place == Place.HUB ? List.of("--nats-leaf-port", link) : List.of("--nats", "nats-leaf://" + link));
    leaves.put(place, LeafProcess.start(programs, place.name().toLowerCase(Locale.ROOT), file(place), more));
  }

  private Map.Entry<Hash, Map<String, Hash>> commit(Place place) {
    Map.Entry<Hash, Map<String, Hash>> made = Checkouts.commit(file(place),
        Checkouts.noise(random, FILES, FILE_BYTES_MAX), place + "-" + Long.toHexString(random.nextLong()));
    checkins.put(made.getKey(), made.getValue());
    return made;
  }

  private void kill(int number) throws InterruptedException, IOException {
    Place sender = random.nextBoolean() ? Place.HUB : Place.LEAF;
    Place victim = number % 2 == 0 ? sender : sender.other();
    long before = artifacts(sender.other());
    Map.Entry<Hash, Map<String, Hash>> made = commit(sender);
    if (random.nextInt(4) == 0) {
      LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(EARLY_MILLIS_MAX)));
    } else {
      awaitFirst(sender.other(), before);
      LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(AFTER_FIRST_MILLIS_MAX)));
    }
    killed(victim);
    String moment = (victim == sender ? "sending" : "receiving") + ", " + arrived(sender.other(), made);
    inquest.killed(moment);
    look(victim, sender, made);
    if (random.nextInt(6) == 0) {
      dieWhileStarting(victim);
      look(victim, sender, made);
    }
    start(victim);
    long took = awaitSame();
    say.accept("kill " + number + " of the " + victim + " " + moment + "; the same again after " + took + " ms"
        + inquest.complaint());
  }

  private void awaitFirst(Place receiver, long before) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FIRST_MILLIS_MAX);
    while (artifacts(receiver) == before && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    }
  }

  private long artifacts(Place place) {
    return Checkouts.count(file(place), "SELECT count(*) FROM blob WHERE size>=0");
  }

  private void killed(Place place) throws InterruptedException {
    LeafProcess leaf = leaves.remove(place);
    if (leaf == null || !leaf.isAlive()) {
      inquest.failed("the " + place + " had ended by itself, see " + programs.directory());
      return;
    }
    leaf.kill();
  }

  /** Kills the next one at a moment at which it may be opening, or not have begun. */
  private void dieWhileStarting(Place place) throws InterruptedException {
    Process process = programs.start(programs.edgesync(List.of("sync", "start", "--repo", file(place).toString(),
        "--state-dir", programs.directory().resolve(place.name().toLowerCase(Locale.ROOT) + ".state").toString())),
        programs.directory().resolve("starting.log").toFile());
    process.waitFor(random.nextLong(START_MILLIS_MAX), TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
  }

  /** How much of a check-in has come. */
  private String arrived(Place place, Map.Entry<Hash, Map<String, Hash>> made) {
    Set<Hash> held = Checkouts.names(file(place));
    long count = made.getValue().values().stream().filter(held::contains).count();
    return count == 0
        ? "before anything had come"
        : count < made.getValue().size() || !held.contains(made.getKey())
            ? "when a part had come"
            : "when all had come";
  }

  private void look(Place victim, Place sender, Map.Entry<Hash, Map<String, Hash>> made)
      throws InterruptedException {
    inquest.look(file(victim));
    inquest.lookFor(file(sender), Map.of(made.getKey(), made.getValue()));
  }

  /** Waits until both hold the same; returns after how many milliseconds. */
  private long awaitSame() {
    long began = System.nanoTime();
    while (!Checkouts.names(file(Place.HUB)).equals(Checkouts.names(file(Place.LEAF)))) {
      if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(CONVERGE_SECONDS_MAX)) {
        inquest.failed("the two do not hold the same after " + CONVERGE_SECONDS_MAX + " s");
        break;
      }
      leaves.forEach((place, leaf) -> {
        if (!leaf.isAlive()) {
          throw new Failure("the " + place + " ended by itself, see " + programs.directory());
        }
      });
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }
}
