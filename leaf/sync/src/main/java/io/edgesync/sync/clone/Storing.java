package io.edgesync.sync.clone;

import io.edgesync.repository.database.Outcome;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Stores what came while more of it is read: one batch at a time, beside its caller's thread. One thread calls. */
final class Storing implements AutoCloseable {

  private @Nullable FutureTask<Boolean> underWay;

  /**
   * Begins the next batch, once {@link #finish} was called.
   *
   * @param batch whether more is wanted after it
   */
  void begin(BooleanSupplier batch) {
    FutureTask<Boolean> task = new FutureTask<>(batch::getAsBoolean);
    underWay = task;
    Thread.ofVirtual().name("clone-store").start(task);
  }

  /** Waits for the batch under way, and throws what it threw; whether more is wanted. */
  boolean finish() {
    FutureTask<Boolean> task = underWay;
    underWay = null;
    try {
      return task == null || Outcome.of(task, () -> {});
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /** Waits for the batch under way, whatever comes of it. */
  @Override
  public void close() {
    FutureTask<Boolean> task = underWay;
    underWay = null;
    if (task != null) {
      try {
        Outcome.of(task, () -> {});
      } catch (ExecutionException e) {
        // Another failure is on its way to the caller already.
        assert e.getCause() != null;
      }
    }
  }
}
