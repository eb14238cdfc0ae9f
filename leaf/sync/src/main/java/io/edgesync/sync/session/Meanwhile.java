package io.edgesync.sync.session;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/** Work that is under way while its maker does something else. Whoever began it waits for its end, however that comes. */
final class Meanwhile<T> implements AutoCloseable {

  private final FutureTask<T> task;

  Meanwhile(Callable<T> work, Executor executor) {
    task = new FutureTask<>(work);
    executor.execute(task);
  }

  /** Waits for the end; throws what the work threw. */
  T await() throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits in spite of interrupts: what the work holds must not be closed under it. */
  @Override
  public void close() {
    boolean isInterrupted = false;
    while (!task.isDone()) {
      try {
        task.get();
      } catch (InterruptedException e) {
        isInterrupted = true;
      } catch (ExecutionException e) {
        // Told to whoever awaited it.
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
