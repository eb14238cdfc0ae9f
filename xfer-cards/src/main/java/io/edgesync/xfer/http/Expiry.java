package io.edgesync.xfer.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes a reply when its deadline passes, so that its blocked reader wakes up with an {@link IOException}. The JDK's client has
 * a deadline only for the headers. Closing ends the watch.
 */
final class Expiry implements AutoCloseable {

  private final CountDownLatch done = new CountDownLatch(1);
  /** Set by the watching thread before it closes the reply, read by the reader that this wakes. */
  private volatile boolean expired;

  private Expiry() {}

  static Expiry of(InputStream reply, Duration remaining) {
    Expiry expiry = new Expiry();
    Thread.ofVirtual().name("xfer-reply-deadline").start(() -> expiry.watch(reply, remaining));
    return expiry;
  }

  private void watch(InputStream reply, Duration remaining) {
    try {
      if (!done.await(remaining.toNanos(), TimeUnit.NANOSECONDS)) {
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
