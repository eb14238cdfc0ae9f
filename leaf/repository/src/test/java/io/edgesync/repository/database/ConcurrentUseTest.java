package io.edgesync.repository.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.OpenDescriptors;
import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.testing.SeededRandom;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many virtual threads at one file: everybody gets a turn, nobody sees half of a transaction, and closing ends it all. */
@Timeout(120)
class ConcurrentUseTest {

  private static final long RUN_NANOS = TimeUnit.MILLISECONDS.toNanos(Long.getLong("stress.millis", 1500));
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int WRITERS = 4;
  private static final int READERS = 40;
  /** Longest transaction of the test times everybody who may be queued before, and as much again for a busy machine. */
  private static final Duration TURN_MAX = Duration.ofSeconds(8);

  @TempDir
  Path directory;

  /** How often somebody had a turn, and how long the longest wait was. */
  private static final class Turns {
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();

    void took(long nanos) {
      count.incrementAndGet();
      longestNanos.accumulateAndGet(nanos, Math::max);
    }
  }

  @FunctionalInterface
  private interface Turn {
    void take(SeededRandom random);
  }

  private RepositoryDatabase create() {
    RepositoryDatabase database = RepositoryDatabase.creating(directory.resolve("shared.db"), PATIENCE);
    database.write(tx -> {
      tx.session().execute("CREATE TABLE a(n)");
      tx.session().execute("CREATE TABLE b(n)");
      return null;
    });
    return database;
  }

  private static void insert(RepositoryDatabase database, SeededRandom random) {
    int rows = random.between(1, 20);
    boolean fails = random.chance(0.1);
    try {
      database.write(tx -> {
        for (String table : List.of("a", "b")) {
          for (int i = 0; i < rows; i++) {
            tx.session().update("INSERT INTO " + table + " VALUES(?)", i);
          }
          if (fails) {
            throw new IllegalArgumentException("on purpose");
          }
        }
        return null;
      });
    } catch (IllegalArgumentException onPurpose) {
      assertThat(fails).isTrue();
    }
  }

  private static void check(RepositoryDatabase database, AtomicLong seen) {
    long before = seen.get();
    long[] counts = database.read(session -> new long[]{session.number(0, "SELECT count(*) FROM a"),
        session.number(0, "SELECT count(*) FROM b")});
    assertThat(counts[0]).isEqualTo(counts[1]).isGreaterThanOrEqualTo(before);
    seen.accumulateAndGet(counts[0], Math::max);
  }

  private static List<Turns> run(ExecutorService threads, int count, long seed, Turn turn, List<Future<?>> running) {
    List<Turns> all = new ArrayList<>();
    long end = System.nanoTime() + RUN_NANOS;
    for (int i = 0; i < count; i++) {
      SeededRandom random = new SeededRandom(seed * 1000 + i);
      Turns turns = new Turns();
      all.add(turns);
      running.add(threads.submit(() -> {
        for (long now = System.nanoTime(); now < end;) {
          turn.take(random);
          long after = System.nanoTime();
          turns.took(after - now);
          now = after;
        }
      }));
    }
    return all;
  }

  @Test
  void everybodyGetsATurnAndSeesWholeTransactions() throws Exception {
    long seed = SeededRandom.create().seed();
    AtomicLong seen = new AtomicLong();
    try (RepositoryDatabase database = create();
        RepositoryDatabase other = RepositoryDatabase.of(database.file(), PATIENCE);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      List<Turns> writers = run(threads, WRITERS, seed, random -> insert(database, random), running);
      List<Turns> readers = run(threads, READERS, seed + 1, random -> check(database, seen), running);
      // As another program would, without a gate in common.
      writers.addAll(run(threads, 1, seed + 2, random -> {
        insert(other, random);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.between(0, 20)));
      }, running));
      for (Future<?> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }

      for (List<Turns> kind : List.of(writers, readers)) {
        assertThat(kind).allSatisfy(turns -> {
          assertThat(turns.count.get()).isGreaterThan(2);
          assertThat(Duration.ofNanos(turns.longestNanos.get())).isLessThan(TURN_MAX);
        });
      }
    }
  }

  /** The first operations race with the closing, too: a pool may be about to start a thread. */
  @Test
  void closingDuringWorkFinishesWhatBeganAndRefusesTheRest() throws Exception {
    SeededRandom seeds = SeededRandom.create();
    RepositoryDatabase created = create();
    Path file = created.file();
    created.close();
    for (int round = 0; round < 60; round++) {
      SeededRandom random = new SeededRandom(seeds.seed() + round);
      RepositoryDatabase database = RepositoryDatabase.of(file, PATIENCE);
      CountDownLatch start = new CountDownLatch(1);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          boolean writes = i % 3 == 0;
          SeededRandom own = new SeededRandom(random.seed() * 10 + i);
          running.add(threads.submit(() -> {
            start.await();
            untilClosed(() -> {
              if (writes) {
                insert(database, own);
              } else {
                check(database, new AtomicLong());
              }
            });
            return null;
          }));
        }
        start.countDown();
        LockSupport.parkNanos(random.between(0, 400_000) * (long) random.between(1, 20));
        database.close();
        database.close();
        for (Future<?> one : running) {
          one.get(30, TimeUnit.SECONDS);
        }
      }
      assertThat(OpenDescriptors.on(file)).isZero();
    }
  }

  private static void untilClosed(Runnable work) {
    while (true) {
      try {
        work.run();
      } catch (RepositoryException.Closed closed) {
        return;
      }
    }
  }
}
