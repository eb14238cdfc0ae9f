package io.edgesync.repository.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.testing.SeededRandom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DatabaseThreadsTest {

  private static final int ROUNDS = 3000;
  private static final int CALLERS = 4;

  /** While a first caller's thread is being made, the work of the second is in the queue already. */
  @Test
  void closingWhileTheFirstThreadIsBeingMadeLeavesNobodyWaiting() throws Exception {
    SeededRandom random = SeededRandom.create();
    // Not closed: that would wait for whoever waits for ever.
    ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    for (int round = 0; round < ROUNDS; round++) {
      DatabaseThreads threads = new DatabaseThreads(new DatabaseFile(Path.of("never-opened"), false), session -> {});
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Boolean>> waiting = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        waiting.add(callers.submit(() -> {
          start.await();
          return isDone(threads);
        }));
      }
      start.countDown();
      LockSupport.parkNanos(random.between(0, 200_000));
      callers.submit(() -> threads.close());

      for (Future<Boolean> one : waiting) {
        assertThat(one.get(30, TimeUnit.SECONDS)).isNotNull();
      }
    }
    callers.shutdownNow();
  }

  private static boolean isDone(DatabaseThreads threads) throws Exception {
    try {
      return threads.await(DatabaseThreads.Kind.WRITER, () -> true, () -> {});
    } catch (RepositoryException.Closed closed) {
      return false;
    }
  }
}
