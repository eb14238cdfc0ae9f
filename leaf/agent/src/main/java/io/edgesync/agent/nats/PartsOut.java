package io.edgesync.agent.nats;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Headers;
import io.edgesync.mesh.PayloadTooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends a body as parts, never more bytes ahead than the receiver granted. {@link #send} runs on one thread; the Bus handler
 * calls {@link #grant} and {@link #stop}, which never block.
 */
final class PartsOut {

  /** The receiver does not take the rest: it went silent, refused or gave up. */
  static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    StoppedException(String message) {
      super(message);
    }
  }

  private final Bus bus;
  private final String subject;
  private final @Nullable String reply;
  private final String round;
  private final Headers firstHeaders;
  private final Duration silenceMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long grantedBytes = Part.WINDOW_BYTES;
  private @Nullable String stopped;

  /**
   * @param firstHeaders in front of the first part's own: the trace context
   * @param silenceMax   how long to wait for credit
   */
  PartsOut(Bus bus, String subject, @Nullable String reply, String round, Headers firstHeaders, Duration silenceMax) {
    this.bus = bus;
    this.subject = subject;
    this.reply = reply;
    this.round = round;
    this.firstHeaders = firstHeaders;
    this.silenceMax = silenceMax;
  }

  /** Credits only grow; a late one changes nothing. */
  void grant(long bytes) {
    lock.lock();
    try {
      grantedBytes = Math.max(grantedBytes, bytes);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void stop(String why) {
    lock.lock();
    try {
      stopped = why;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends the whole body, its last part marked.
   *
   * @throws StoppedException when the receiver takes no more of it
   */
  void send(InputStream body) throws IOException, InterruptedException {
    int partBytes = Math.min(Part.PAYLOAD_BYTES_MAX, bus.maxPayloadBytes() - Part.HEADROOM_BYTES);
    if (partBytes < 1024) {
      throw new StoppedException("max_payload of the mesh is " + bus.maxPayloadBytes()
          + " bytes, too small for a part; raise it to 64 KiB or more");
    }
    long sentBytes = 0;
    boolean last = false;
    for (int index = 0; !last; index++) {
      byte[] buffer = new byte[partBytes];
      int filled = body.readNBytes(buffer, 0, partBytes);
      last = filled < partBytes;
      awaitCredit(sentBytes + filled);
      byte[] payload = last ? Arrays.copyOf(buffer, filled) : buffer;
      try {
        bus.publish(new Part.Data(index, last, payload).toMessage(subject, reply, round,
            index == 0 ? firstHeaders : Headers.NONE));
      } catch (PayloadTooLargeException linkWithLessRoom) {
        throw new StoppedException("a link came up whose max_payload is smaller: " + linkWithLessRoom.getMessage());
      }
      sentBytes += filled;
    }
  }

  private void awaitCredit(long neededBytes) throws StoppedException, InterruptedException {
    lock.lock();
    try {
      long deadline = System.nanoTime() + silenceMax.toNanos();
      while (stopped == null && grantedBytes < neededBytes) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new StoppedException("no credit came for " + silenceMax.toSeconds() + " s");
        }
        changed.awaitNanos(left);
      }
      if (stopped != null) {
        throw new StoppedException(stopped);
      }
    } finally {
      lock.unlock();
    }
  }
}
