package io.edgesync.repository.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.RepositoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Waiting for other programs has the bound that was given, whatever is queued. */
@Timeout(60)
class WaitingForOthersTest {

  private static final Duration PATIENCE = Duration.ofMillis(600);

  @TempDir
  Path directory;

  private Path file = Path.of("");
  private RepositoryDatabase database = RepositoryDatabase.of(file, PATIENCE);

  @BeforeEach
  void create() {
    file = directory.resolve("shared.db");
    database = RepositoryDatabase.creating(file, PATIENCE);
    database.write(tx -> {
      tx.session().execute("CREATE TABLE t(n)");
      return null;
    });
  }

  @AfterEach
  void close() {
    database.close();
  }

  private int insert() {
    return database.write(tx -> tx.session().update("INSERT INTO t VALUES(1)"));
  }

  private long count() {
    return database.read(session -> session.number(0, "SELECT count(*) FROM t"));
  }

  private static Duration took(ThrowingCallable work) throws Throwable {
    long began = System.nanoTime();
    work.call();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Test
  void endsAfterThePatienceWithTheFileTheTimeAndTheRemedy() throws Throwable {
    try (ForeignLock _ = ForeignLock.on(file, "BEGIN EXCLUSIVE")) {
      for (ThrowingCallable work : List.<ThrowingCallable>of(this::insert, this::count, database::foreignWrites)) {
        Duration took = took(() -> assertThatThrownBy(work).isInstanceOf(RepositoryException.Busy.class)
            .hasMessageStartingWith(file + ": another program held it locked for 6")
            .hasMessageEndingWith("is done"));
        assertThat(took).isBetween(PATIENCE, PATIENCE.multipliedBy(3));
      }
    }
    assertThat(insert()).isEqualTo(1);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void aLockThatLastsIsKnownUntilItIsGone() throws Throwable {
    assertThat(database.isLockedByOthers()).isFalse();
    try (ForeignLock _ = ForeignLock.on(file, "BEGIN EXCLUSIVE")) {
      for (int i = 0; i < 100 && !database.isLockedByOthers(); i++) {
        assertThatThrownBy(this::count).isInstanceOf(RepositoryException.Busy.class);
      }
      assertThat(database.isLockedByOthers()).isTrue();
    }
    assertThat(count()).isZero();
    assertThat(database.isLockedByOthers()).isFalse();
  }

  @Test
  void notesThatAreNotMadeSayNothingOfLocks() throws Throwable {
    long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
    try (ForeignLock _ = ForeignLock.on(file, "BEGIN IMMEDIATE")) {
      while (System.nanoTime() < end) {
        assertThatThrownBy(this::note).isInstanceOf(RepositoryException.Busy.class);
        assertThat(database.isLockedByOthers()).isFalse();
      }
    }
    insert();
    assertThat(note()).as("a write that got through shows that they can be made").isEqualTo(1);
  }

  private int note() {
    return database.note(tx -> tx.session().update("INSERT INTO t VALUES(2)"));
  }

  @Test
  void whatQueuesBehindAWaitingOperationWaitsAlongWithIt() throws Throwable {
    try (ForeignLock _ = ForeignLock.on(file, "BEGIN EXCLUSIVE");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> waiting = new ArrayList<>();
      Duration took = took(() -> {
        for (int i = 0; i < 20; i++) {
          waiting.add(threads.submit(this::insert));
          waiting.add(threads.submit(this::count));
        }
        for (Future<?> one : waiting) {
          assertThatThrownBy(one::get).isInstanceOf(ExecutionException.class)
              .hasCauseInstanceOf(RepositoryException.Busy.class);
        }
      });
      assertThat(took).isBetween(PATIENCE, PATIENCE.multipliedBy(3));
    }
  }

  @Test
  void timeSpentBehindOurOwnWorkIsNotHeldAgainstOthers() throws Throwable {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> ours = threads.submit(() -> database.read(session -> {
        reading.countDown();
        return await(done);
      }));
      assertThat(await(reading)).isTrue();
      Future<Integer> behind = threads.submit(this::insert);
      try (ForeignLock _ = ForeignLock.on(file, "BEGIN IMMEDIATE")) {
        assertThatThrownBy(() -> behind.get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class);

        done.countDown();
        assertThat(ours.get()).isTrue();
        assertThatThrownBy(() -> behind.get(PATIENCE.toMillis() / 3, TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class);
      }
      assertThat(behind.get()).isEqualTo(1);
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void anInterruptEndsTheWaitingAndChangesNothing() throws Throwable {
    try (ForeignLock _ = ForeignLock.on(file, "BEGIN EXCLUSIVE");
        RepositoryDatabase patient = RepositoryDatabase.of(file, Duration.ofSeconds(30))) {
      Thread.currentThread().interrupt();

      Duration took = took(
          () -> assertThatThrownBy(() -> patient.write(tx -> tx.session().update("INSERT INTO t VALUES(1)")))
              .isInstanceOf(RepositoryException.Closed.class).hasMessageContaining("interrupted"));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(took).isLessThan(Duration.ofSeconds(5));
    }
    assertThat(count()).isZero();
  }
}
