package io.edgesync.agent.http;

import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request's body between the event loop, which offers pieces, and the request's thread, which reads them. Holds a bounded
 * number of bytes: while it is full, nothing is read from the socket.
 */
final class BodyPipe extends InputStream {

  private static final int BYTES_MAX = 64 << 10;
  private static final Duration DISCARD_STALL = Duration.ofMillis(200);
  private static final Duration DISCARD_PATIENCE = Duration.ofSeconds(5);
  /** So many times the patience with a standstill: whom others who share a bandwidth hold up is excused for that long. */
  private static final int EXCUSED_STALLS = 4;

  private final Channel channel;
  private final long startNanos = System.nanoTime();
  private Pace excused;
  private long stallNanos;
  private Pace pace;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
  private int offset;
  private int bytes;
  private long bytesTaken;
  private boolean ended;
  private @Nullable String failure;

  BodyPipe(Channel channel, Duration stallTimeout, Duration wholeTimeout) {
    this.channel = channel;
    this.stallNanos = stallTimeout.toNanos();
    this.pace = new Pace(startNanos, stallTimeout, wholeTimeout);
    this.excused = new Pace(startNanos, stallTimeout.multipliedBy(EXCUSED_STALLS), Pace.UNBOUNDED);
  }

  /** On the event loop. */
  void offer(byte[] piece) {
    lock.lock();
    try {
      if (piece.length > 0) {
        pieces.add(piece);
        bytes += piece.length;
        if (bytes >= BYTES_MAX) {
          channel.config().setAutoRead(false);
        }
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** On the event loop: no more comes. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** On the event loop: what comes next will never come. Does nothing once the body has ended. */
  void fail(String why) {
    lock.lock();
    try {
      if (!ended) {
        failure = why;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the whole body was read. */
  boolean isAtEnd() {
    lock.lock();
    try {
      return ended && pieces.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes a second since the beginning; of one that is whole, or has only begun, more than of any other. */
  double rate() {
    lock.lock();
    try {
      long nanos = System.nanoTime() - startNanos;
      return ended || nanos < stallNanos ? Double.POSITIVE_INFINITY : bytesTaken * 1e9 / nanos;
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
  public int read(byte[] to, int toOffset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    lock.lock();
    try {
      awaitPiece();
      byte[] piece = pieces.peek();
      if (piece == null) {
        return -1;
      }
      int n = Math.min(length, piece.length - offset);
      System.arraycopy(piece, offset, to, toOffset, n);
      offset += n;
      bytes -= n;
      bytesTaken += n;
      if (offset == piece.length) {
        pieces.remove();
        offset = 0;
        // Once the body has ended, what comes next waits until this request is answered.
        if (bytes < BYTES_MAX / 4 && !ended) {
          channel.config().setAutoRead(true);
        }
      }
      return n;
    } finally {
      lock.unlock();
    }
  }

  /** The reader's time that the client is not to blame for; as long as the least pace is left all the same. */
  void excuse(long nanos) {
    lock.lock();
    try {
      pace = pace.later(nanos);
    } finally {
      lock.unlock();
    }
  }

  private void awaitPiece() throws IOException {
    long now = System.nanoTime();
    boolean isHopeless = excused.leftNanos(bytesTaken, now) <= 0;
    long left = isHopeless ? 0 : Math.min(stallNanos, pace.leftNanos(bytesTaken, now));
    try {
      while (left > 0 && pieces.isEmpty() && !ended && failure == null) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("shutting down");
    }
    if (failure != null) {
      throw new IOException(failure);
    }
    if (isHopeless || (pieces.isEmpty() && !ended)) {
      throw new StalledException();
    }
  }

  /** The client stopped sending. */
  static final class StalledException extends IOException {
    private static final long serialVersionUID = 1L;

    StalledException() {
      super("the request did not arrive in time");
    }
  }

  /** Reads and forgets, so that a refused client is done sending and listens; gives up soon. */
  void discard(long bytesMax) {
    lock.lock();
    try {
      stallNanos = DISCARD_STALL.toNanos();
      bytesTaken = 0;
      pace = new Pace(System.nanoTime(), DISCARD_STALL, DISCARD_PATIENCE);
      excused = pace;
    } finally {
      lock.unlock();
    }
    byte[] waste = new byte[16 << 10];
    long left = bytesMax;
    try {
      for (int n = 0; n >= 0 && left > 0; left -= n) {
        n = read(waste, 0, waste.length);
      }
    } catch (IOException e) {
      // A client that does not send is listening, or gone.
    }
  }
}
