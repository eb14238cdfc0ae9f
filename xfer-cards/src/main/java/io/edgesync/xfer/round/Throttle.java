package io.edgesync.xfer.round;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * So many bytes a second of one direction, for all who share it: a body that passes is held up slice by slice, in turn with the others. The more wait, the
 * smaller are their slices, so that each goes on every moment and what is owed stays below what half a second carries, as long as that is more than
 * the smallest slice of each. Thread-safe.
 */
public final class Throttle {

  private static final Duration BURST = Duration.ofSeconds(1);
  private static final int SLICES_PER_SECOND = 4;
  private static final int SLICE_BYTES_MIN = 256;

  /** As fast as it goes. */
  public static final Throttle NONE = new Throttle(0);

  /** Hears of the bodies that pass, before each pause that they are held up for; on the threads that read them. */
  @FunctionalInterface
  public interface Listener {

    void passes(int bytes, long heldUpNanos);
  }

  /** The time by which slices pass. */
  interface Time {

    Time SYSTEM = new Time() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public void sleep(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos);
      }
    };

    long nanos();

    void sleep(long nanos) throws InterruptedException;
  }

  private final long bytesPerSecond;
  private final Time time;
  /** Guarded by itself. */
  private final TokenBucket bucket;
  /** Who is held up now, of all who share the rate. */
  private final AtomicInteger waiting;
  /** Whose slices stand in line before they count as one body's; null for who counts each. */
  private final @Nullable ReentrantLock line;
  /** Null where nobody wants to hear. */
  private final @Nullable Listener listener;

  /** @param bytesPerSecond 0 for no limit */
  public Throttle(long bytesPerSecond) {
    this(bytesPerSecond, Time.SYSTEM);
  }

  Throttle(long bytesPerSecond, Time time) {
    this(bytesPerSecond, time, new TokenBucket(bytesPerSecond, BURST, time.nanos()), new AtomicInteger(), null, null);
  }

  private Throttle(long bytesPerSecond, Time time, TokenBucket bucket, AtomicInteger waiting,
      @Nullable ReentrantLock line, @Nullable Listener listener) {
    this.bytesPerSecond = bytesPerSecond;
    this.time = time;
    this.bucket = bucket;
    this.waiting = waiting;
    this.line = line;
    this.listener = listener;
  }

  /**
   * The same rate for bodies of whom nobody knows yet what they may: all of them together have what one other body has, and all of it where there is no other.
   */
  public Throttle ofStrangers() {
    return isNone() ? this : new Throttle(bytesPerSecond, time, bucket, waiting, new ReentrantLock(true), listener);
  }

  /** The same rate; {@code more} hears of the bodies that pass by what is returned, beside who hears of them already. */
  public Throttle telling(Listener more) {
    Listener before = listener;
    return new Throttle(bytesPerSecond, time, bucket, waiting, line, before == null ? more : (bytes, heldUpNanos) -> {
      before.passes(bytes, heldUpNanos);
      more.passes(bytes, heldUpNanos);
    });
  }

  /** Nobody is held up. */
  public boolean isNone() {
    return bytesPerSecond == 0;
  }

  private int sliceBytes(long bytesMax) {
    long share = bytesPerSecond / SLICES_PER_SECOND / (1 + waiting.get());
    return (int) Math.min(Math.max(share, SLICE_BYTES_MIN), bytesMax);
  }

  /** Waits until so many bytes have passed, but for the last slice of them. */
  public void pass(long bytes) throws InterruptedException {
    if (isNone()) {
      tell((int) Math.min(bytes, Integer.MAX_VALUE), 0);
      return;
    }
    for (long left = bytes; left > 0;) {
      int slice = sliceBytes(left);
      tell(slice, 0);
      passSlice(slice, nanos -> tell(0, nanos));
      left -= slice;
    }
  }

  /** As {@link #pass}, of no more than {@code most} carries: what is beyond passes free. */
  public void pass(long bytes, Duration most) throws InterruptedException {
    pass(Math.min(bytes, bytesPerSecond * most.toSeconds()));
  }

  /** @param heldUp is told of a pause before it begins, so that nobody's patience ends within it */
  private void passSlice(int bytes, LongConsumer heldUp) throws InterruptedException {
    waiting.incrementAndGet();
    try {
      if (line == null) {
        inTurn(bytes, heldUp);
        return;
      }
      long startNanos = time.nanos();
      line.lockInterruptibly();
      try {
        heldUp.accept(time.nanos() - startNanos);
        inTurn(bytes, heldUp);
      } finally {
        line.unlock();
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** Waits until what passed before is paid for, and lets so many bytes pass. */
  private void inTurn(int bytes, LongConsumer heldUp) throws InterruptedException {
    long pauseNanos;
    synchronized (bucket) {
      long now = time.nanos();
      pauseNanos = bucket.pause(now).toNanos();
      bucket.spend(bytes, now);
    }
    heldUp.accept(pauseNanos);
    time.sleep(pauseNanos);
  }

  /** The same body at this pace. */
  public InputStream pace(InputStream body) {
    return pace(body, _ -> {});
  }

  /**
   * The same body at this pace.
   *
   * @param heldUp is told for how many nanoseconds a reader is held up, which is not the sender's fault
   */
  public InputStream pace(InputStream body, LongConsumer heldUp) {
    return isNone() && listener == null ? body : new Paced(body, heldUp);
  }

  private void tell(int bytes, long heldUpNanos) {
    if (listener != null) {
      listener.passes(bytes, heldUpNanos);
    }
  }

  private final class Paced extends FilterInputStream {
    private final LongConsumer heldUp;

    Paced(InputStream body, LongConsumer heldUp) {
      super(body);
      this.heldUp = heldUp;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int bytes = super.read(into, offset, isNone() ? length : sliceBytes(length));
      if (bytes > 0) {
        tell(bytes, 0);
      }
      if (bytes > 0 && !isNone()) {
        try {
          passSlice(bytes, nanos -> {
            heldUp.accept(nanos);
            tell(0, nanos);
          });
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while waiting for bandwidth");
        }
      }
      return bytes;
    }
  }
}
