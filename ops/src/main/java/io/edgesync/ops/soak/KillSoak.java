package io.edgesync.ops.soak;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.repository.HashPolicy;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Kills {@link KilledProgram} with SIGKILL at random moments, and looks each time at what is left: stock Fossil and we find nothing wrong,
 * nothing that was acknowledged is missing, and the next program goes on with it. One in five dies while it still starts or opens.
 */
final class KillSoak {

  private static final int SOURCE_CHECKINS = 60;
  private static final int KILLED_BY_SIGNAL_9 = 128 + 9;
  private static final long START_MILLIS_MAX = 900;
  private static final long WORK_MILLIS_MAX = 1200;
  private static final long READY_SECONDS_MAX = 60;

  private final Programs programs;
  private final Judge judge;
  private final SplittableRandom random;
  private final long seed;
  private final Consumer<String> say;

  private final Map<Hash, Map<String, Hash>> checkins = new LinkedHashMap<>();
  private final List<Hash> artifacts = new ArrayList<>();
  private final Map<String, Integer> done = new TreeMap<>();
  private final Map<String, Integer> during = new TreeMap<>();
  private final Map<Integer, Integer> exitCodes = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  KillSoak(Programs programs, StockFossil fossil, long seed, Consumer<String> say) {
    this.programs = programs;
    this.judge = new Judge(fossil);
    this.random = new SplittableRandom(seed);
    this.seed = seed;
    this.say = say;
  }

  private Path file(String name) {
    return programs.directory().resolve(name);
  }

  KillReport run(int kills) throws InterruptedException, IOException {
    long began = System.nanoTime();
    NewRepository how = new NewRepository(Programs.LOGIN, "secret", null, HashPolicy.SHA3, InstantSource.system(),
        new Random(seed));
    Repository.create(file(KilledProgram.REPOSITORY), how).close();
    makeSource(how);
    for (int kill = 1; kill <= kills && failures.isEmpty(); kill++) {
      Acknowledged said = killOne();
      after(said);
      say.accept("kill " + kill + " during " + said.last() + ", acknowledged " + said.done()
          + (failures.isEmpty() ? "" : ": " + failures));
    }
    if (failures.isEmpty()) {
      end();
    }
    int killed = exitCodes.values().stream().mapToInt(Integer::intValue).sum();
    return new KillReport(seed, killed, exitCodes, during, done, checkins.size(), artifacts.size(), judge.exitCodes(),
        failures, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
  }

  private void makeSource(NewRepository how) {
    RandomTexts texts = new RandomTexts(random);
    try (Repository source = Repository.create(file(KilledProgram.SOURCE), how)) {
      for (int i = 0; i < SOURCE_CHECKINS; i++) {
        source.checkins().commit(CheckinRequest.of(Map.of("f" + i % 7 + ".txt", NewFile.of(texts.next())),
            "check-in " + i, Programs.LOGIN));
      }
    }
  }

  private Acknowledged killOne() throws InterruptedException, IOException {
    Path output = file("killed.out");
    Path errors = file("killed.err");
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED", "-cp",
        System.getProperty("java.class.path"), KilledProgram.class.getName(), programs.directory().toString(),
        Long.toString(random.nextLong())).redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
    try {
      process.getOutputStream().close();
      if (random.nextInt(5) == 0) {
        process.waitFor(random.nextLong(START_MILLIS_MAX), TimeUnit.MILLISECONDS);
      } else {
        awaitOutput(process, output);
        process.waitFor(random.nextLong(WORK_MILLIS_MAX), TimeUnit.MILLISECONDS);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    int code = process.exitValue();
    exitCodes.merge(code, 1, Integer::sum);
    Acknowledged said = Acknowledged.of(Files.readString(output));
    if (code != KILLED_BY_SIGNAL_9) {
      failures.add("the program ended by itself with exit code " + code + ": "
          + Programs.lastLines(Files.readString(errors)));
    }
    return said;
  }

  private static void awaitOutput(Process process, Path output) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
    while (Files.size(output) == 0 && process.isAlive()) {
      if (System.nanoTime() > deadline) {
        throw new Failure("the program to be killed did not start within " + READY_SECONDS_MAX + " s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private void after(Acknowledged said) throws InterruptedException, IOException {
    during.merge(said.last(), 1, Integer::sum);
    said.done().forEach((kind, count) -> done.merge(kind, count, Integer::sum));
    Path file = file(KilledProgram.REPOSITORY);
    // Whoever comes first rolls back what was begun.
    boolean stockFirst = random.nextBoolean();
    if (stockFirst) {
      failures.addAll(judge.integrity(file));
    }
    lookFor(said.checkins(), said.artifacts());
    failures.addAll(judge.verify(file));
    if (!stockFirst) {
      failures.addAll(judge.integrity(file));
    }
    checkins.putAll(said.checkins());
    artifacts.addAll(said.artifacts());
    afterClone(said.done().containsKey(KilledProgram.CLONE));
  }

  private void lookFor(Map<Hash, Map<String, Hash>> acknowledged, List<Hash> names) {
    try (Repository repository = Repository.open(file(KilledProgram.REPOSITORY), RepositoryOptions.standard())) {
      Judge.lostCheckins(repository, acknowledged).forEach(lost -> failures.add("lost: " + lost));
      Judge.lostArtifacts(repository, names).forEach(lost -> failures.add("lost: " + lost));
    }
  }

  private void afterClone(boolean acknowledged) throws InterruptedException, IOException {
    Path clone = file(KilledProgram.CLONED);
    if (Files.exists(clone)) {
      failures.addAll(judge.integrity(clone));
      failures.addAll(judge.verify(clone));
      Files.delete(clone);
    } else if (acknowledged) {
      failures.add("lost: the clone");
    }
  }

  /** Everything once more, and whether {@code fossil rebuild} would make other tables of it. */
  private void end() throws InterruptedException, IOException {
    lookFor(checkins, artifacts);
    failures.addAll(judge.rebuildDifferences(file(KilledProgram.REPOSITORY)));
  }
}
