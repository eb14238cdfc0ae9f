package io.edgesync.xfer.content;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the bytes of artifacts, request bodies and reply bodies that the process holds at once. Whoever is about to allocate
 * acquires first, and blocks up to a deadline while the budget is spent; whoever is done closes the charge.
 *
 * <p>What is large is asked for once, for all that will be made of it, before the first of it is allocated, and by who holds nothing else
 * that is large: two who each held a part and waited for the rest would wait for each other. Large claims are served in the order in which
 * they came. Small ones, and those {@linkplain #acquireMore made beside a charge}, do not stand behind them, since what a large claim waits
 * for may be held by them. Thread-safe.
 */
public final class MemoryBudget {

  /** The bytes asked for exceed what the budget could ever give, or did not become free in time. */
  public static final class ExhaustedException extends Exception {
    private static final long serialVersionUID = 1L;

    ExhaustedException(String message) {
      super(message);
    }
  }

  /** Bytes held until closed. Closing twice is harmless. */
  public final class Charge implements AutoCloseable {
    private long bytes;

    private Charge(long bytes) {
      this.bytes = bytes;
    }

    /** Bytes that are held. */
    public long bytes() {
      lock.lock();
      try {
        return bytes;
      } finally {
        lock.unlock();
      }
    }

    /** A part of this charge, at most {@code bytesMax}, as one of its own, of which this one then holds so much less. */
    public Charge split(long bytesMax) {
      lock.lock();
      try {
        long part = Math.clamp(bytesMax, 0, bytes);
        bytes -= part;
        return new Charge(part);
      } finally {
        lock.unlock();
      }
    }

    /** Gives back what exceeds {@code bytesLeft}: what was needed on the way to what is kept. */
    public void shrinkTo(long bytesLeft) {
      lock.lock();
      try {
        long freed = Math.max(0, bytes - bytesLeft);
        availableBytes += freed;
        bytes -= freed;
        released.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        availableBytes += bytes;
        bytes = 0;
        released.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  /** Who waits for a large claim, in the order of their coming. */
  private final Deque<Thread> turns = new ArrayDeque<>();
  private final long totalBytes;
  private long availableBytes;

  public MemoryBudget(long totalBytes) {
    if (totalBytes <= 0) {
      throw new IllegalArgumentException("memory budget must be positive: " + totalBytes);
    }
    this.totalBytes = totalBytes;
    this.availableBytes = totalBytes;
  }

  public long totalBytes() {
    return totalBytes;
  }

  /** Whether a claim of so many bytes is a large one: more than a sixteenth of the budget. */
  public boolean isLarge(long bytes) {
    return bytes > totalBytes / 16;
  }

  /** Bytes not charged at this moment. */
  public long availableBytes() {
    lock.lock();
    try {
      return availableBytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Charges {@code bytes}, waiting at most {@code patience} for others to give back, if they are many also for those who came before.
   *
   * @throws ExhaustedException at once when {@code bytes} exceeds the whole budget, else when the wait ended without enough
   */
  public Charge acquire(long bytes, Duration patience) throws ExhaustedException, InterruptedException {
    return acquire(bytes, patience, isLarge(bytes));
  }

  /** As {@link #acquire}, for one who holds a charge already; not behind those who may be waiting for just that. */
  public Charge acquireMore(long bytes, Duration patience) throws ExhaustedException, InterruptedException {
    return acquire(bytes, patience, false);
  }

  private Charge acquire(long bytes, Duration patience, boolean inTurn)
      throws ExhaustedException, InterruptedException {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative charge: " + bytes);
    }
    if (bytes > totalBytes) {
      throw new ExhaustedException(bytes + " bytes asked of a memory budget of " + totalBytes + " bytes");
    }
    lock.lockInterruptibly();
    Thread turn = Thread.currentThread();
    try {
      if (inTurn) {
        turns.add(turn);
      }
      long nanosLeft = TimeUnit.NANOSECONDS.convert(patience);
      while (availableBytes < bytes || (inTurn && !turn.equals(turns.peek()))) {
        if (nanosLeft <= 0) {
          throw new ExhaustedException(
              bytes + " bytes did not become free within " + patience.toMillis() + " ms, budget " + totalBytes
                  + " bytes");
        }
        nanosLeft = released.awaitNanos(nanosLeft);
      }
      availableBytes -= bytes;
      return new Charge(bytes);
    } finally {
      if (inTurn) {
        turns.remove(turn);
        released.signalAll();
      }
      lock.unlock();
    }
  }
}
