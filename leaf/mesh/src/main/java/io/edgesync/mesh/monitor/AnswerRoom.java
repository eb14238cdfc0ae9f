package io.edgesync.mesh.monitor;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The memory that answers may take while they are made and sent, all together. Who finds none waits a while. Thread-safe. */
final class AnswerRoom {
  private static final int UNIT_BYTES = 1024;
  /** A sixteenth of the heap. */
  private static final int HEAP_PART = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final int units;
  private final Semaphore free;
  private final Duration patience;

  AnswerRoom(long bytes, Duration patience) {
    this.units = Math.clamp(bytes / UNIT_BYTES, 1, Integer.MAX_VALUE);
    this.free = new Semaphore(units);
    this.patience = patience;
  }

  static AnswerRoom ofHeap() {
    return new AnswerRoom(Runtime.getRuntime().maxMemory() / HEAP_PART, PATIENCE);
  }

  /** What one answer takes, to be given back by closing it. */
  final class Place implements AutoCloseable {
    private final int taken;

    private Place(int taken) {
      this.taken = taken;
    }

    @Override
    public void close() {
      free.release(taken);
    }
  }

  /**
   * Waits for room. An answer that is larger than all of it is made alone.
   *
   * @throws NoRoomException when others had it for too long
   */
  Place take(long bytes) throws NoRoomException {
    int wanted = (int) Math.min(bytes / UNIT_BYTES, units);
    try {
      if (free.tryAcquire(wanted, patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return new Place(wanted);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new NoRoomException("other answers take the room that there is for them; ask again in a moment\n");
  }
}
