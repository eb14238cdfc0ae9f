package io.edgesync.xfer.http;

import io.edgesync.xfer.round.Throttle;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a reply when its time is over, so that its blocked reader wakes up with an {@link IOException}. The JDK's client has
 * a deadline only for the headers. A reply that comes has a second more for each KiB of it, and what its reader is held up. Closing ends the watch.
 */
final class Expiry implements AutoCloseable {

  /** Slower than any modem. */
  private static final long NANOS_PER_BYTE_MAX = 1_000_000_000L >> 10;

  private final long startNanos = System.nanoTime();
  private final AtomicLong patienceNanos;
  private final CountDownLatch done = new CountDownLatch(1);
  /** Set by the watching thread before it closes the reply, read by the reader that this wakes. */
  private volatile boolean expired;

  private Expiry(Duration patience) {
    this.patienceNanos = new AtomicLong(patience.toNanos());
  }

  static Expiry of(InputStream reply, Duration patience) {
    Expiry expiry = new Expiry(patience);
    Thread.ofVirtual().name("xfer-reply-deadline").start(() -> expiry.watch(reply));
    return expiry;
  }

  /** The reply, which by what comes of it, and what {@code down} holds it up, gains time. */
  InputStream prolonging(InputStream reply, Throttle down) {
    return down.pace(new FilterInputStream(reply) {
      @Override
      public int read() throws IOException {
        int read = super.read();
        patienceNanos.addAndGet(NANOS_PER_BYTE_MAX);
        return read;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        patienceNanos.addAndGet(Math.max(0, read) * NANOS_PER_BYTE_MAX);
        return read;
      }
    }, patienceNanos::addAndGet);
  }

  private long leftNanos() {
    return patienceNanos.get() - (System.nanoTime() - startNanos);
  }

  private void watch(InputStream reply) {
    try {
      long left = leftNanos();
      while (left > 0 && !done.await(left, TimeUnit.NANOSECONDS)) {
        left = leftNanos();
      }
      if (left <= 0 && done.getCount() > 0) {
        expired = true;
        reply.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The reader learns of it by itself.
    }
  }

  boolean expired() {
    return expired;
  }

  @Override
  public void close() {
    done.countDown();
  }
}
