package io.edgesync.xfer.content;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the bytes of artifacts, request bodies and reply bodies that the process holds at once. Whoever is about to allocate
 * acquires first, and blocks up to a deadline while the budget is spent; whoever is done closes the charge.
 *
 * <p>Thread-safe. Waiters are served in no particular order.
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
   * Charges {@code bytes}, waiting at most {@code patience} for others to give back.
   *
   * @throws ExhaustedException at once when {@code bytes} exceeds the whole budget, else when the wait ended without enough
   */
  public Charge acquire(long bytes, Duration patience) throws ExhaustedException, InterruptedException {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative charge: " + bytes);
    }
    if (bytes > totalBytes) {
      throw new ExhaustedException(bytes + " bytes asked of a memory budget of " + totalBytes + " bytes");
    }
    lock.lockInterruptibly();
    try {
      long nanosLeft = TimeUnit.NANOSECONDS.convert(patience);
      while (availableBytes < bytes) {
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
      lock.unlock();
    }
  }
}
