package io.edgesync.xfer.round;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * So many bytes a second of one direction, for all who share it: a body that passes is held up piece by piece, in turn with the others. Thread-safe.
 */
public final class Throttle {

  private static final Duration BURST = Duration.ofSeconds(1);
  private static final int PIECES_PER_SECOND = 4;
  private static final int PIECE_BYTES_MIN = 256;

  /** As fast as it goes. */
  public static final Throttle NONE = new Throttle(0);

  private final long bytesPerSecond;
  /** Guarded by itself. */
  private final TokenBucket bucket;

  /** @param bytesPerSecond 0 for no limit */
  public Throttle(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
    this.bucket = new TokenBucket(bytesPerSecond, BURST, System.nanoTime());
  }

  /** Nobody is held up. */
  public boolean isNone() {
    return bytesPerSecond == 0;
  }

  /** What a quarter of a second carries; not more than {@code bytesMax}. */
  public int pieceBytes(int bytesMax) {
    return isNone()
        ? bytesMax
        : Math.clamp(bytesPerSecond / PIECES_PER_SECOND, Math.min(PIECE_BYTES_MIN, bytesMax), bytesMax);
  }

  /** Twice what so many bytes take alone: others pass, too. */
  public Duration patience(long bytes) {
    return isNone() ? Duration.ZERO : Duration.ofMillis(2000 * bytes / bytesPerSecond);
  }

  /** Waits until what passed before is paid for, and lets so many bytes pass. */
  public void pass(long bytes) throws InterruptedException {
    long pauseNanos;
    synchronized (bucket) {
      long now = System.nanoTime();
      pauseNanos = bucket.pause(now).toNanos();
      bucket.spend(bytes, now);
    }
    TimeUnit.NANOSECONDS.sleep(pauseNanos);
  }

  /** The same body at this pace. */
  public InputStream pace(InputStream body) {
    return pace(body, _ -> {});
  }

  /**
   * The same body at this pace.
   *
   * @param slept is told for how many nanoseconds a reader was held up, which is not the sender's fault
   */
  public InputStream pace(InputStream body, LongConsumer slept) {
    return isNone() ? body : new Paced(body, slept);
  }

  private final class Paced extends FilterInputStream {
    private final LongConsumer slept;

    Paced(InputStream body, LongConsumer slept) {
      super(body);
      this.slept = slept;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int bytes = super.read(into, offset, pieceBytes(length));
      long startNanos = System.nanoTime();
      try {
        pass(Math.max(0, bytes));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for bandwidth");
      }
      slept.accept(System.nanoTime() - startNanos);
      return bytes;
    }
  }
}
