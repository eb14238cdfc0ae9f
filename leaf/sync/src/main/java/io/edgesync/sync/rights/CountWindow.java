package io.edgesync.sync.rights;

import java.util.BitSet;

/** Which counts of a session were used: each is taken once, in any order, as long as it is not far behind the highest. Not thread-safe. */
final class CountWindow {

  /** Many rounds of a node may be on their way at the same time. */
  static final int SIZE = 1024;

  private final BitSet used = new BitSet(SIZE);
  private long highest;

  boolean take(long count) {
    if (count <= 0 || count <= highest - SIZE) {
      return false;
    }
    if (count > highest) {
      if (count - highest >= SIZE) {
        used.clear();
      } else {
        for (long skipped = highest + 1; skipped < count; skipped++) {
          used.clear(bit(skipped));
        }
      }
      highest = count;
    } else if (used.get(bit(count))) {
      return false;
    }
    used.set(bit(count));
    return true;
  }

  private static int bit(long count) {
    return (int) (count % SIZE);
  }
}
