package io.edgesync.agent.nats;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Headers;
import io.edgesync.mesh.PayloadTooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends a body as parts, never more bytes ahead than the receiver granted and the way there carries soon. {@link #send} runs on one thread; the Bus
 * handler calls {@link #grant} and {@link #stop}, which never block.
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
  private final ExchangeTimes times;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final SendWindow window = new SendWindow();
  private long lastSignNanos = System.nanoTime();
  /** Spent in waiting for credit. */
  private long waitedNanos;
  private @Nullable String stopped;

  /** @param firstHeaders in front of the first part's own: the trace context */
  PartsOut(Bus bus, String subject, @Nullable String reply, String round, Headers firstHeaders, ExchangeTimes times) {
    this.bus = bus;
    this.subject = subject;
    this.reply = reply;
    this.round = round;
    this.firstHeaders = firstHeaders;
    this.times = times;
  }

  /** Credits only grow; one that does not says that the receiver is there. */
  void grant(Part.Credit credit) {
    lock.lock();
    try {
      lastSignNanos = System.nanoTime();
      long atNanos = credit.atMillis() < 0 ? lastSignNanos : credit.atMillis() * 1_000_000;
      window.consumed(credit.bytes() - Part.WINDOW_BYTES, atNanos, lastSignNanos);
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
   * Sends the whole body, its last part marked. Of a body that comes slowly small parts are made, so that the receiver hears of us.
   *
   * @throws StoppedException when the receiver takes no more of it
   */
  void send(InputStream body) throws IOException, InterruptedException {
    int partBytesMax = bus.maxPayloadBytes() - Part.HEADROOM_BYTES;
    if (partBytesMax < 1024) {
      throw new StoppedException("max_payload of the mesh is " + bus.maxPayloadBytes()
          + " bytes, too small for a part; raise it to 64 KiB or more");
    }
    boolean last = false;
    for (int index = 0; !last; index++) {
      int partBytes = Math.min(partBytes(), partBytesMax);
      byte[] buffer = new byte[partBytes];
      int filled = 0;
      long begunNanos = System.nanoTime();
      while (!last && filled < partBytes
          && (filled == 0 || System.nanoTime() - begunNanos < times.workingEvery().toNanos())) {
        int read = body.read(buffer, filled, partBytes - filled);
        last = read < 0;
        filled += Math.max(0, read);
      }
      awaitCredit(filled);
      byte[] payload = filled == partBytes ? buffer : Arrays.copyOf(buffer, filled);
      try {
        bus.publish(new Part.Data(index, last, payload).toMessage(subject, reply, round,
            index == 0 ? firstHeaders : Headers.NONE));
      } catch (PayloadTooLargeException linkWithLessRoom) {
        throw new StoppedException("a link came up whose max_payload is smaller: " + linkWithLessRoom.getMessage());
      }
    }
  }

  private int partBytes() {
    lock.lock();
    try {
      return window.partBytes();
    } finally {
      lock.unlock();
    }
  }

  private void awaitCredit(int moreBytes) throws StoppedException, InterruptedException {
    lock.lock();
    try {
      long patienceNanos = times.creditPatience().toNanos();
      lastSignNanos = System.nanoTime();
      while (stopped == null && !window.hasRoomFor(moreBytes)) {
        long now = System.nanoTime();
        long silenceLeft = patienceNanos - (now - lastSignNanos);
        if (silenceLeft <= 0) {
          throw new StoppedException("no credit came for " + times.creditPatience().toSeconds() + " s");
        }
        // What was sent has been taken but for the last window; who takes next to nothing is given up, whatever signs it gives.
        long left = patienceNanos + times.earned(window.sentBytes() + moreBytes).toNanos() - waitedNanos;
        if (left <= 0) {
          throw new StoppedException(
              "the receiver takes less than " + ExchangeTimes.BYTES_PER_SECOND_MIN + " bytes a second");
        }
        changed.awaitNanos(Math.min(left, silenceLeft));
        waitedNanos += System.nanoTime() - now;
      }
      if (stopped != null) {
        throw new StoppedException(stopped);
      }
      window.sent(moreBytes, System.nanoTime());
    } finally {
      lock.unlock();
    }
  }
}
