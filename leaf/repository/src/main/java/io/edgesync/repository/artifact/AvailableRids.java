package io.edgesync.repository.artifact;

import java.util.BitSet;

/**
 * Rids whose delta chain was seen to end in a full text. What is available stays so, whatever this process writes; another program may
 * shun or rebuild, so it is forgotten after foreign writes. Saves walking chains of thousands of deltas again and again. Thread-safe.
 */
final class AvailableRids {

  private final BitSet rids = new BitSet();

  synchronized boolean contains(long rid) {
    return rid <= Integer.MAX_VALUE && rids.get((int) rid);
  }

  synchronized void add(long rid) {
    if (rid <= Integer.MAX_VALUE) {
      rids.set((int) rid);
    }
  }

  synchronized void clear() {
    rids.clear();
  }
}
