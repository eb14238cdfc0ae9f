package io.edgesync.repository.rebuild;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Arrays for expanded artifacts. Those of a {@link #reused} one go from artifact to artifact, the last first: they need not be
 * zeroed, are in the processor's cache still, and leave the garbage collector little to do. Any thread.
 *
 * <p>Lengths are rounded up to one of four in each doubling: at most a quarter of an array is unused, or half of one that was made
 * for longer content.
 */
final class ContentArrays {

  /** Below this a new array is cheaper. */
  private static final int REUSED_MIN = 2048;
  private static final int STEP_BITS = 2;
  private static final int STEPS = 1 << STEP_BITS;

  /** Arrays that are used once and have the length asked for. */
  static final ContentArrays NEW = new ContentArrays(0);

  private final long idleBytesMax;
  /** By length. */
  private final List<Deque<byte[]>> idle = Stream.<Deque<byte[]>>generate(() -> new ArrayDeque<>(0))
      .limit(Integer.SIZE * STEPS).toList();
  private long idleBytes;

  private ContentArrays(long idleBytesMax) {
    this.idleBytesMax = idleBytesMax;
  }

  /** Keeps arrays of {@code idleBytesMax} in sum at most for the next artifact. */
  static ContentArrays reused(long idleBytesMax) {
    return new ContentArrays(idleBytesMax);
  }

  /** An array of {@code length} bytes or more, with anything in it. */
  byte[] take(int length) {
    if (!isReused(length)) {
      return new byte[length];
    }
    int step = step(length);
    synchronized (idle) {
      for (int i = step; i < step + STEPS; i++) {
        byte[] array = idle.get(i).pollLast();
        if (array != null) {
          idleBytes -= array.length;
          return array;
        }
      }
    }
    return new byte[roundedUp(length)];
  }

  void giveBack(byte[] array) {
    if (!isReused(array.length) || array.length != roundedUp(array.length)) {
      return;
    }
    synchronized (idle) {
      if (idleBytes + array.length > idleBytesMax) {
        // What is here has the lengths of what was walked before.
        idle.forEach(Deque::clear);
        idleBytes = 0;
      }
      idle.get(step(array.length)).addLast(array);
      idleBytes += array.length;
    }
  }

  private boolean isReused(int length) {
    return length >= REUSED_MIN && length <= idleBytesMax / STEPS;
  }

  private static int shift(int length) {
    return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(length - 1) - STEP_BITS;
  }

  private static int step(int length) {
    int shift = shift(length);
    return (shift - 1) * STEPS + ((length - 1) >> shift);
  }

  private static int roundedUp(int length) {
    int shift = shift(length);
    return (((length - 1) >> shift) + 1) << shift;
  }
}
