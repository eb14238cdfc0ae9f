package io.edgesync.repository.artifact;

import io.edgesync.repository.database.SqlSession;
import java.util.BitSet;

/**
 * Rids whose delta chain was seen to end in a full text. What is available stays so, whatever this process writes; another program may
 * shun or rebuild, so it is believed in its own epoch only ({@link SqlSession#epoch}). Saves walking chains of thousands of deltas again
 * and again. Thread-safe.
 */
final class AvailableRids {

  private final BitSet rids = new BitSet();
  private long epoch = SqlSession.NO_EPOCH;

  synchronized boolean contains(long rid, long asked) {
    return asked == epoch && rid > 0 && rid <= Integer.MAX_VALUE && rids.get((int) rid);
  }

  synchronized void add(long rid, long seen) {
    if (seen > epoch) {
      rids.clear();
      epoch = seen;
    }
    if (seen == epoch && seen != SqlSession.NO_EPOCH && rid > 0 && rid <= Integer.MAX_VALUE) {
      rids.set((int) rid);
    }
  }

  synchronized void clear() {
    rids.clear();
  }
}
