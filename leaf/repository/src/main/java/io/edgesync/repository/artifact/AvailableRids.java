package io.edgesync.repository.artifact;

import io.edgesync.repository.database.SqlSession;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Rids whose delta chain was seen to end in a full text, and whether memory suffices to expand them. What is available stays so, whatever this
 * process writes; another program may shun or rebuild, so it is believed in its own epoch only ({@link SqlSession#epoch}). Saves walking chains
 * of thousands of deltas again and again. Thread-safe.
 */
final class AvailableRids {

  private final long artifactBytesMax;
  private final BitSet rids = new BitSet();
  /** Those on whose chain nothing exceeds the limit, and that is nearly all of them. */
  private final BitSet light = new BitSet();
  private final BitSet weighed = new BitSet();
  private final BitSet tooHeavy = new BitSet();
  private long epoch = SqlSession.NO_EPOCH;

  /** @param artifactBytesMax what is not larger, and hangs on nothing larger, can be expanded */
  AvailableRids(long artifactBytesMax) {
    this.artifactBytesMax = artifactBytesMax;
  }

  synchronized boolean contains(long rid, long asked) {
    return has(rids, rid, asked);
  }

  private boolean has(BitSet set, long rid, long asked) {
    return asked == epoch && isIndex(rid) && set.get((int) rid);
  }

  private static boolean isIndex(long rid) {
    return rid > 0 && rid <= Integer.MAX_VALUE;
  }

  /** Notes an available row; its source first. */
  synchronized void add(long rid, long sizeBytes, long source, long seen) {
    if (seen > epoch) {
      clear();
      epoch = seen;
    }
    if (seen == epoch && seen != SqlSession.NO_EPOCH && isIndex(rid)) {
      rids.set((int) rid);
      light.set((int) rid, sizeBytes <= artifactBytesMax && (source == 0 || has(light, source, seen)));
    }
  }

  /** Whether memory suffices to expand {@code rid}; null where it has to be weighed. */
  synchronized @Nullable Boolean isExpandable(long rid, long asked) {
    if (has(light, rid, asked)) {
      return true;
    }
    return has(weighed, rid, asked) ? !tooHeavy.get((int) rid) : null;
  }

  synchronized void weighed(long rid, boolean isTooHeavy, long seen) {
    if (has(rids, rid, seen)) {
      weighed.set((int) rid);
      tooHeavy.set((int) rid, isTooHeavy);
    }
  }

  synchronized void clear() {
    rids.clear();
    light.clear();
    weighed.clear();
    tooHeavy.clear();
  }
}
