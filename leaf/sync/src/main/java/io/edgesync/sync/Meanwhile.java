package io.edgesync.sync;

import io.edgesync.repository.database.Outcome;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Work that is under way while its maker does something else. Whoever began it waits for its end, however that comes: what it holds must not be
 * closed under it. An interrupt of who waits is handed on to it, so that it waits for no lock and no memory any longer.
 */
public final class Meanwhile<T> implements AutoCloseable {

  private final FutureTask<T> task;
  private volatile @Nullable Thread worker;
  private volatile boolean isHurried;

  public Meanwhile(Callable<T> work, Executor executor) {
    task = new FutureTask<>(() -> {
      worker = Thread.currentThread();
      if (isHurried) {
        Thread.currentThread().interrupt();
      }
      return work.call();
    });
    executor.execute(task);
  }

  /** Waits for the end; throws what the work threw. */
  public T await() {
    try {
      return Outcome.of(task, this::hurry);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private void hurry() {
    isHurried = true;
    Thread working = worker;
    if (working != null) {
      working.interrupt();
    }
  }

  /** Asks what nobody waited for to come to an end, and waits. */
  @Override
  public void close() {
    if (task.isDone()) {
      return;
    }
    hurry();
    try {
      Outcome.of(task, this::hurry);
    } catch (ExecutionException e) {
      // Another failure is on its way to the caller already.
      assert e.getCause() != null;
    }
  }
}
