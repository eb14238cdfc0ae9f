package io.edgesync.repository.database;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** What came of work on another thread, which must not be left while it uses a connection. */
public final class Outcome {

  private Outcome() {}

  /**
   * Waits for {@code task} also when interrupted, and interrupts the thread again afterwards.
   *
   * @param onInterrupt called each time; may ask the task to come to an end
   * @throws ExecutionException with the task's own failure
   */
  public static <T extends @Nullable Object> T of(FutureTask<T> task, Runnable onInterrupt) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
          onInterrupt.run();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
