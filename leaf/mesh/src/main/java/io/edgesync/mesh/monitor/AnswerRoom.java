package io.edgesync.mesh.monitor;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that answers may take while they are made and sent, all together. Who finds none waits a while. Short answers have a part for
 * themselves, so that they do not wait for those who take long ones slowly. Thread-safe.
 */
final class AnswerRoom {
  private static final int UNIT_BYTES = 1024;
  /** A sixteenth of the heap. */
  private static final int HEAP_PART = 16;
  /** What part of the room is for short answers, and what part of it such an answer may take. */
  private static final int SHORT_PART = 4;
  private static final int SHORT_EACH_PART = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final int longUnits;
  private final int shortEachMax;
  private final Semaphore freeForLong;
  private final Semaphore freeForShort;
  private final Duration patience;

  AnswerRoom(long bytes, Duration patience) {
    int units = Math.clamp(bytes / UNIT_BYTES, 1, Integer.MAX_VALUE);
    this.longUnits = units - units / SHORT_PART;
    this.shortEachMax = units / SHORT_EACH_PART;
    this.freeForLong = new Semaphore(longUnits);
    this.freeForShort = new Semaphore(units / SHORT_PART);
    this.patience = patience;
  }

  static AnswerRoom ofHeap() {
    return new AnswerRoom(Runtime.getRuntime().maxMemory() / HEAP_PART, PATIENCE);
  }

  /** What one answer takes, to be given back by closing it. */
  static final class Place implements AutoCloseable {
    private final Semaphore from;
    private final int taken;

    private Place(Semaphore from, int taken) {
      this.from = from;
      this.taken = taken;
    }

    @Override
    public void close() {
      from.release(taken);
    }
  }

  /**
   * Waits for room. Of the long answers one that is larger than all of it is made alone.
   *
   * @throws NoRoomException when others had it for too long
   */
  Place take(long bytes) throws NoRoomException {
    int wanted = (int) Math.min(bytes / UNIT_BYTES, longUnits);
    Semaphore free = wanted <= shortEachMax ? freeForShort : freeForLong;
    try {
      if (free.tryAcquire(wanted, patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return new Place(free, wanted);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new NoRoomException("other answers take the room that there is for them; ask again in a moment\n");
  }
}
