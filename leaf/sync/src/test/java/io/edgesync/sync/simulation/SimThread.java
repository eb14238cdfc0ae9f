package io.edgesync.sync.simulation;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Blocking code inside a simulation. Either it runs or the simulation does, never both: {@link #resume} returns when the code waits again or has
 * ended.
 */
final class SimThread {

  /** Blocking code. */
  @FunctionalInterface
  interface Body {
    void run(SimThread self) throws InterruptedException;
  }

  private final Semaphore mine = new Semaphore(0);
  private final Semaphore theirs = new Semaphore(0);
  private final Thread thread;
  /** Handed over with the semaphores. */
  private boolean isInterrupted;
  private boolean isOver;
  private @Nullable Throwable failure;

  SimThread(Body body) {
    thread = Thread.ofVirtual().unstarted(() -> {
      mine.acquireUninterruptibly();
      try {
        body.run(this);
      } catch (InterruptedException ended) {
        // As it was asked to.
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        isOver = true;
        theirs.release();
      }
    });
    thread.start();
  }

  /** Called by the code itself: waits until somebody resumes it. */
  void await() throws InterruptedException {
    theirs.release();
    mine.acquireUninterruptibly();
    if (isInterrupted) {
      throw new InterruptedException("broken off");
    }
  }

  /** Called by the simulation: the code goes on. Does nothing when it is over. */
  void resume() {
    if (isOver) {
      return;
    }
    mine.release();
    theirs.acquireUninterruptibly();
    if (failure != null) {
      throw new IllegalStateException("in a session", failure);
    }
  }

  /** What the code waits for ends with an interrupt. */
  void interrupt() {
    isInterrupted = true;
    resume();
  }
}
