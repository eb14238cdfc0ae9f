package io.edgesync.agent.nats;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a body whose parts arrive. The Bus handler calls {@link #offer}, {@link #alive} and {@link #fail}, which never
 * block; one reader blocks in {@code read}, and grants credit as it consumes. At most a window of bytes waits here.
 */
final class PartsIn extends InputStream {

  /** Why the stream broke, so that a reader can tell the four failures of a round apart. */
  static final class BrokenException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Part.@Nullable Refused refusal;

    BrokenException(String message, Part.@Nullable Refused refusal) {
      super(message);
      this.refusal = refusal;
    }

    /** The peer's refusal; null when parts were lost or silence lasted too long. */
    Part.@Nullable Refused refusal() {
      return refusal;
    }
  }

  private final Consumer<Part.Credit> grant;
  private final ExchangeTimes times;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private int nextIndex;
  private long receivedBytes;
  private long consumedBytes;
  private long grantedBytes = Part.WINDOW_BYTES;
  /** When the sender was last told; the reader's. */
  private long toldNanos = System.nanoTime();
  private final long startNanos = System.nanoTime();
  private long lastSignNanos = startNanos;
  private long firstPartNanos;
  /** Spent in waiting for parts after the first. */
  private long waitedNanos;
  private boolean waitsForFirst;
  private boolean ended;
  private @Nullable BrokenException broken;
  private byte[] current = {};
  private int position;

  /** @param grant tells the sender how many bytes it may have sent in all, and when that was so; called on the reader's thread */
  PartsIn(Consumer<Part.Credit> grant, ExchangeTimes times) {
    this.grant = grant;
    this.times = times;
  }

  /** Takes the next part; one that came already is passed over, a gap or an overrun ends the stream. */
  void offer(Part.Data part) {
    lock.lock();
    try {
      lastSignNanos = System.nanoTime();
      if (ended || part.index() < nextIndex) {
        return;
      }
      if (part.index() > nextIndex) {
        breakOff(new BrokenException("part " + nextIndex + " was lost, part " + part.index() + " came", null));
        return;
      }
      nextIndex++;
      receivedBytes += part.payload().length;
      if (receivedBytes > grantedBytes) {
        breakOff(new BrokenException("the sender exceeded its credit of " + grantedBytes + " bytes", null));
        return;
      }
      if (part.payload().length > 0) {
        waiting.add(part.payload());
      }
      ended = part.last();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The sender gave a sign of life that is no part. */
  void alive() {
    lock.lock();
    try {
      lastSignNanos = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream for the reader; parts that wait are dropped. */
  void fail(BrokenException why) {
    lock.lock();
    try {
      breakOff(why);
    } finally {
      lock.unlock();
    }
  }

  private void breakOff(BrokenException why) {
    if (broken == null && !ended) {
      broken = why;
      waiting.clear();
      changed.signalAll();
    }
  }

  /** The asker has sent everything: from now on the first part has to come within {@code patience}. */
  void begin(Duration patience) {
    lock.lock();
    try {
      lastSignNanos = System.nanoTime();
      firstPartNanos = lastSignNanos + patience.toNanos();
      waitsForFirst = true;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes a second since the beginning; of one that is whole, or broken off, more than of any other. */
  double rate() {
    lock.lock();
    try {
      return ended || broken != null
          ? Double.POSITIVE_INFINITY
          : receivedBytes * 1e9 / Math.max(1, System.nanoTime() - startNanos);
    } finally {
      lock.unlock();
    }
  }

  void throwIfBroken() throws BrokenException {
    lock.lock();
    try {
      if (broken != null) {
        throw broken;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The end of the stream was reached by its last part and not by an accident. */
  boolean isComplete() {
    lock.lock();
    try {
      return ended && waiting.isEmpty() && position == current.length;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (position == current.length && !nextPart()) {
      return -1;
    }
    if (System.nanoTime() - toldNanos > times.workingEvery().toNanos()) {
      // Who reads slowly is there all the same.
      tell(grantedBytes);
    }
    int bytes = Math.min(length, current.length - position);
    System.arraycopy(current, position, into, offset, bytes);
    position += bytes;
    return bytes;
  }

  @Override
  public int available() {
    return current.length - position;
  }

  private void tell(long granted) {
    toldNanos = System.nanoTime();
    grant.accept(new Part.Credit(granted, (toldNanos - startNanos) / 1_000_000));
  }

  private boolean nextPart() throws IOException {
    long newGrant = 0;
    lock.lock();
    try {
      consumedBytes += current.length;
      current = new byte[0];
      position = 0;
      if (!ended && consumedBytes + Part.WINDOW_BYTES - grantedBytes >= SendWindow.PART_BYTES_MIN) {
        grantedBytes = consumedBytes + Part.WINDOW_BYTES;
        newGrant = grantedBytes;
      }
    } finally {
      lock.unlock();
    }
    if (newGrant > 0) {
      tell(newGrant);
    }
    lock.lock();
    try {
      while (waiting.isEmpty() && !ended) {
        if (broken != null) {
          throw broken;
        }
        awaitSign();
      }
      byte[] next = waiting.poll();
      if (next == null) {
        return false;
      }
      current = next;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits once; the caller looks again, whatever ended the wait. */
  @SuppressWarnings("WaitNotInLoop")
  private void awaitSign() throws IOException {
    long now = System.nanoTime();
    long left = times.silenceMax().toNanos() - (now - lastSignNanos);
    if (left <= 0) {
      throw new BrokenException(
          "nothing came for " + times.silenceMax().toSeconds() + " s after part " + (nextIndex - 1),
          null);
    }
    if (waitsForFirst && nextIndex == 0) {
      if (firstPartNanos - now <= 0) {
        throw new BrokenException("no answer within the round's time", null);
      }
      left = Math.min(left, firstPartNanos - now);
    }
    if (nextIndex > 0) {
      long earnedNanos = times.earned(receivedBytes).toNanos();
      if (waitedNanos >= earnedNanos) {
        throw new BrokenException(receivedBytes + " bytes in " + waitedNanos / 1_000_000_000L
            + " s are too slow, at least " + ExchangeTimes.BYTES_PER_SECOND_MIN + " a second are expected", null);
      }
      left = Math.min(left, earnedNanos - waitedNanos);
    }
    try {
      changed.awaitNanos(left);
      waitedNanos += nextIndex > 0 ? System.nanoTime() - now : 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted while waiting for the peer");
    }
  }
}
