package io.edgesync.mesh.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one connection. Any thread appends; one task at a time on the connection's event loop hands it to
 * Netty, only as much as Netty will take, so that at most a megabyte per connection is copied into direct memory. All that is
 * appended while the loop is busy, or while one read is handled, leaves in one write.
 */
final class Outbound {
  /** Payloads above this are kept by reference instead of being copied together with their neighbours. */
  private static final int COPIED_MAX = 4096;
  private static final int SEGMENT_FIRST = 512;
  /** Less than this part of a tail is not worth the whole of it. */
  private static final int COPIED_PART = 4;
  /** The common count of bytes is told of changes from this size on. */
  private static final int REPORTED_STEP = 4096;
  private static final byte[] NO_BYTES = new byte[0];
  private static final int SEGMENT_MAX = 64 * 1024;
  /** A body goes to Netty in slices of this size: progress shows, and the copies made for the socket are small and reused. */
  private static final int SLICE_BYTES = 64 * 1024;

  private final Channel channel;
  private final Budget budget;
  private final Budget.Holding holding;
  private final long pendingMax;
  private final Pace pace;
  private final Consumer<String> cut;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition roomier = lock.newCondition();
  private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private byte[] tail = NO_BYTES;
  private int tailLength;
  /** Somebody will call {@link #drain}. */
  private boolean flushComes;
  private boolean closed;
  private boolean closeWhenEmpty;
  /** Appended and not yet taken by the socket. */
  private long pending;
  /** Written under the lock; read by monitoring, to whom they may be a little old. */
  private long messagesTaken;
  private long messageBytesTaken;
  /** What the common count knows of. */
  private long reported;
  /** The same, written under the lock and read by anybody as a hint. */
  private volatile long pendingBytes;
  /** Of what has to be written by the deadline, what is not yet. */
  private long awaited;
  /** When that began to wait. Written under the lock, read by the heartbeat. */
  private volatile long awaitedSince;

  /** What the peer has to take within the write deadline. */
  enum Pace {
    /** All that waited when it began; then all that waits by then. */
    ALL_THAT_WAITS,
    /** Anything. */
    ANYTHING
  }

  private record Waiter(long belowBytes, Runnable resume) {}

  /**
   * @param pendingMax bytes beyond which the connection is cut
   * @param pace below which the peer is too slow
   * @param cut called with the reason when the peer reads too slowly
   */
  Outbound(Channel channel, Budget budget, Budget.Holding holding, long pendingMax, Pace pace,
      Consumer<String> cut) {
    this.channel = channel;
    this.budget = budget;
    this.holding = holding;
    this.pendingMax = pendingMax;
    this.pace = pace;
    this.cut = cut;
    this.awaitedSince = System.nanoTime();
  }

  long pendingBytes() {
    return pendingBytes;
  }

  /** Nanoseconds that what has to be written by the deadline has waited; 0 while nothing does. */
  long waitingNanos(long now) {
    return pendingBytes == 0 ? 0 : now - awaitedSince;
  }

  void append(CharSequence text) {
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    append(bytes, bytes.length, null, false);
  }

  /** The message's line, as it is now, then header block and payload and a line end; {@code withHead} false leaves the headers out. */
  void append(Publication message, boolean withHead) {
    append(message.line.bytes(), message.line.length(), message, withHead);
  }

  private void append(byte[] line, int lineLength, @Nullable Publication message, boolean withHead) {
    long added = lineLength;
    int carried = 0;
    if (message != null) {
      carried = message.bodyLength + (withHead ? message.headLength : 0);
      added += carried + 2L;
    }
    boolean overfull;
    boolean first;
    long change;
    lock.lock();
    try {
      if (closed || closeWhenEmpty) {
        return;
      }
      copy(line, 0, lineLength);
      if (message != null) {
        if (withHead) {
          copy(message.head, message.headFrom, message.headLength);
        }
        if (message.bodyLength <= COPIED_MAX || !message.owned) {
          copy(message.body, message.bodyFrom, message.bodyLength);
        } else {
          enqueueOwned(message.body, message.bodyFrom, message.bodyLength);
        }
        copy(Connection.CRLF, 0, 2);
        messagesTaken++;
        messageBytesTaken += carried;
      }
      boolean none = pending == 0;
      pending += added;
      pendingBytes = pending;
      if (none) {
        awaitAll();
      }
      overfull = pending > pendingMax;
      change = unreported(REPORTED_STEP);
      first = !flushComes;
      flushComes = true;
    } finally {
      lock.unlock();
    }
    if (first && !Flushes.later(this)) {
      flush();
    }
    if (change != 0) {
      holding.change(Budget.Kind.WRITING, change);
    }
    if (overfull) {
      cutAsSlow("Slow Consumer (Pending Bytes)");
    }
  }

  private void awaitAll() {
    awaited = pending;
    awaitedSince = System.nanoTime();
  }

  /** Any thread: gives up on the peer. What waits is dropped at once, whenever the connection's loop comes to close it. */
  void cutAsSlow(String reason) {
    close();
    cut.accept(reason);
  }

  /** Messages that were appended. */
  long messagesTaken() {
    return messagesTaken;
  }

  /** Bytes of their headers and payloads. */
  long messageBytesTaken() {
    return messageBytesTaken;
  }

  private void copy(byte[] bytes, int from, int length) {
    int at = from;
    int left = length;
    while (left > 0) {
      if (tailLength == tail.length) {
        growTail(left);
      }
      int fits = Math.min(left, tail.length - tailLength);
      System.arraycopy(bytes, at, tail, tailLength, fits);
      tailLength += fits;
      at += fits;
      left -= fits;
    }
  }

  private void growTail(int wanted) {
    if (tail.length < SEGMENT_MAX) {
      int size = Math.max(SEGMENT_FIRST, Math.max(2 * tail.length, Integer.highestOneBit(tailLength + wanted) * 2));
      tail = Arrays.copyOf(tail, Math.min(SEGMENT_MAX, size));
    } else {
      sealTail();
    }
  }

  /** A little in a large tail is copied out: what waits must not hold room that nobody counts. */
  private void sealTail() {
    if (tailLength == 0) {
      return;
    }
    if (tailLength < tail.length / COPIED_PART) {
      queue.add(Unpooled.wrappedBuffer(Arrays.copyOf(tail, tailLength)));
    } else {
      queue.add(Unpooled.wrappedBuffer(tail, 0, tailLength));
      tail = new byte[SEGMENT_MAX];
    }
    tailLength = 0;
  }

  private void enqueueOwned(byte[] body, int from, int length) {
    sealTail();
    for (int at = from; at < from + length; at += SLICE_BYTES) {
      queue.add(Unpooled.wrappedBuffer(body, at, Math.min(SLICE_BYTES, from + length - at)));
    }
  }

  /** Sees to it that what was appended is written: now, or by the connection's event loop. */
  void flush() {
    if (channel.eventLoop().inEventLoop()) {
      drain();
    } else {
      try {
        channel.eventLoop().execute(this::drain);
      } catch (RejectedExecutionException shuttingDown) {
        close();
      }
    }
  }

  /** On the event loop: hands over what Netty takes. The connection calls it again when the channel becomes writable. */
  void drain() {
    boolean wrote = false;
    while (true) {
      ByteBuf next;
      lock.lock();
      try {
        flushComes = false;
        next = channel.isWritable() && !closed ? take() : null;
        if (next == null) {
          break;
        }
      } finally {
        lock.unlock();
      }
      int bytes = next.readableBytes();
      channel.write(next).addListener((ChannelFutureListener) done -> written(bytes));
      wrote = true;
    }
    if (wrote) {
      channel.flush();
    }
    closeIfEmpty();
  }

  /** The oldest part. The tail is copied to where the socket needs it, so that its room can be used again. */
  private @Nullable ByteBuf take() {
    ByteBuf sealed = queue.poll();
    if (sealed != null || tailLength == 0) {
      return sealed;
    }
    ByteBuf copy = channel.alloc().directBuffer(tailLength).writeBytes(tail, 0, tailLength);
    tailLength = 0;
    if (budget.isTight()) {
      tail = NO_BYTES;
    }
    return copy;
  }

  /** Gives room back that a burst has left behind. */
  void shrink() {
    long change = 0;
    lock.lock();
    try {
      if (pending == 0 && tail.length > SEGMENT_FIRST) {
        tail = NO_BYTES;
        change = unreported(1);
      }
    } finally {
      lock.unlock();
    }
    if (change != 0) {
      holding.change(Budget.Kind.WRITING, change);
    }
  }

  private void written(long bytes) {
    List<Runnable> ready = List.of();
    long change;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      pending -= bytes;
      pendingBytes = pending;
      awaited -= bytes;
      if (awaited <= 0 || pace == Pace.ANYTHING) {
        awaitAll();
      }
      change = unreported(pending == 0 ? 1 : REPORTED_STEP);
      roomier.signalAll();
      if (!waiters.isEmpty()) {
        ready = waiters.stream().filter(waiter -> pending <= waiter.belowBytes).map(Waiter::resume).toList();
        waiters.removeIf(waiter -> pending <= waiter.belowBytes);
      }
    } finally {
      lock.unlock();
    }
    if (change != 0) {
      holding.change(Budget.Kind.WRITING, change);
    }
    ready.forEach(Runnable::run);
    closeIfEmpty();
  }

  /** What the common count does not know yet of what waits and of the room for more, once it is {@code step} bytes; else 0. */
  private long unreported(int step) {
    long change = pending - tailLength + tail.length - reported;
    if (Math.abs(change) < step) {
      return 0;
    }
    reported += change;
    return change;
  }

  private void closeIfEmpty() {
    if (closeWhenEmpty && pendingBytes == 0) {
      channel.close();
    }
  }

  /** Takes nothing more, and closes the channel when all that waits is written. On the event loop. */
  void finish() {
    lock.lock();
    try {
      closeWhenEmpty = true;
    } finally {
      lock.unlock();
    }
    drain();
  }

  /**
   * Waits until at most {@code bytes} are pending or the connection is closed. Not on an event loop.
   *
   * @return false when that did not happen before {@code deadlineNanos}
   */
  boolean awaitRoom(long bytes, long deadlineNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (pending > bytes && !closed) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        roomier.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Runs {@code resume} once, when at most {@code bytes} are pending or the connection is closed; at once if that holds now. */
  void whenRoom(long bytes, Runnable resume) {
    lock.lock();
    try {
      if (pending > bytes && !closed) {
        waiters.add(new Waiter(bytes, resume));
        return;
      }
    } finally {
      lock.unlock();
    }
    resume.run();
  }

  /** The channel is gone: drops what waits and lets go of whoever waits. */
  void close() {
    List<Runnable> ready;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      queue.clear();
      tail = NO_BYTES;
      tailLength = 0;
      ready = waiters.stream().map(Waiter::resume).toList();
      waiters.clear();
      roomier.signalAll();
      holding.change(Budget.Kind.WRITING, -reported);
      reported = 0;
      pending = 0;
      pendingBytes = 0;
    } finally {
      lock.unlock();
    }
    ready.forEach(Runnable::run);
  }
}
