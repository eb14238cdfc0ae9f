package io.edgesync.repository.rebuild;

import io.edgesync.repository.crosslink.BagOrder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which artifact is stored as a delta of which, as int arrays over slots. Artifacts in full text are the roots; a walk from them
 * meets each artifact once. Children are kept with the largest subtree last: a walk that lets go of a parent when it goes into
 * its last child then holds at most log2(n) contents at a time, and one for a chain.
 */
final class DeltaForest {

  private static final int FULL_TEXT = -1;
  private static final int SOURCE_MISSING = -2;

  private final int[] sources;
  /** Children of slot s: {@code children[starts[s]] .. children[starts[s + 1] - 1]}. */
  private final int[] starts;
  private final int[] children;
  private final int[] roots;
  private final BitSet reached = new BitSet();
  private final BitSet dangling = new BitSet();
  private final BitSet severed = new BitSet();

  private DeltaForest(int[] sources, BlobIndex blobs) {
    this.sources = sources;
    this.starts = new int[sources.length + 1];
    this.children = childrenBySource(sources, starts);
    this.roots = rootsOf(sources, blobs);
    int[] order = descend(roots, reached);
    largestLast(order);
    descend(phantomsOf(sources, blobs), dangling);
    descend(
        java.util.stream.IntStream.range(0, sources.length).filter(slot -> sources[slot] == SOURCE_MISSING).toArray(),
        severed);
  }

  static DeltaForest read(Connection connection, BlobIndex blobs) throws SQLException {
    int[] sources = new int[blobs.rows()];
    Arrays.fill(sources, FULL_TEXT);
    try (Statement statement = connection.createStatement();
        ResultSet delta = statement.executeQuery("SELECT rid, srcid FROM delta")) {
      while (delta.next()) {
        int slot = blobs.slotOfRid(delta.getInt(1));
        if (slot >= 0) {
          int source = blobs.slotOfRid(delta.getInt(2));
          sources[slot] = source >= 0 ? source : SOURCE_MISSING;
        }
      }
    }
    return new DeltaForest(sources, blobs);
  }

  /** Held artifacts stored in full, by rid. */
  int[] roots() {
    return roots.clone();
  }

  /** The slot that {@code slot} is a delta of; negative for one stored in full. */
  int source(int slot) {
    return sources[slot];
  }

  /**
   * For each reachable slot when a stock rebuild visits it: full texts by rid, each followed by its deltas, depth first, those of one
   * source in the order in which Fossil's hash set gives them back. Other slots have no meaning.
   */
  int[] visitOfEach(BlobIndex blobs) {
    int[] visit = new int[sources.length];
    int next = 0;
    IntStack pending = new IntStack();
    for (int root : roots) {
      pending.push(root);
      while (!pending.isEmpty()) {
        int slot = pending.pop();
        visit[slot] = next++;
        if (starts[slot + 1] - starts[slot] == 1) {
          pending.push(children[starts[slot]]);
        } else {
          long[] rids = new long[starts[slot + 1] - starts[slot]];
          for (int i = 0; i < rids.length; i++) {
            rids[i] = blobs.rid(children[starts[slot] + i]);
          }
          Arrays.sort(rids);
          long[] order = BagOrder.of(rids);
          for (int i = order.length - 1; i >= 0; i--) {
            pending.push(blobs.slotOfRid((int) order[i]));
          }
        }
      }
    }
    return visit;
  }

  int firstChild(int slot) {
    return starts[slot];
  }

  /** One past the last child. */
  int endOfChildren(int slot) {
    return starts[slot + 1];
  }

  int child(int position) {
    return children[position];
  }

  /** Artifacts that the walk from the full texts meets. */
  int reachable() {
    return reached.cardinality();
  }

  /** Slots that the walk meets. */
  BitSet reached() {
    return (BitSet) reached.clone();
  }

  /** {@code slots}, and everything that they are deltas of. */
  BitSet withSources(BitSet slots) {
    BitSet all = new BitSet();
    for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
      for (int at = slot; at >= 0 && !all.get(at); at = sources[at]) {
        all.set(at);
      }
    }
    return all;
  }

  boolean isReachable(int slot) {
    return reached.get(slot);
  }

  /** Whether the chain of {@code slot} ends in a phantom: no fault, the content cannot be had yet. */
  boolean isDangling(int slot) {
    return dangling.get(slot);
  }

  /** Whether the chain of {@code slot} runs into a row that does not exist. */
  boolean isSevered(int slot) {
    return severed.get(slot);
  }

  /** Reachable slots in the order in which a walk over all roots expands them. */
  int[] walkOrder() {
    int[] order = new int[reachable()];
    int filled = 0;
    IntStack pending = new IntStack();
    for (int root : roots) {
      pending.push(root);
      while (!pending.isEmpty()) {
        int slot = pending.pop();
        order[filled++] = slot;
        for (int position = starts[slot + 1] - 1; position >= starts[slot]; position--) {
          pending.push(children[position]);
        }
      }
    }
    return order;
  }

  private static final class IntStack {
    private int[] values = new int[64];
    private int size;

    void push(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    int pop() {
      return values[--size];
    }

    boolean isEmpty() {
      return size == 0;
    }
  }

  private static int[] childrenBySource(int[] sources, int[] starts) {
    for (int source : sources) {
      if (source >= 0) {
        starts[source + 1]++;
      }
    }
    for (int slot = 0; slot < sources.length; slot++) {
      starts[slot + 1] += starts[slot];
    }
    int[] children = new int[starts[sources.length]];
    int[] next = Arrays.copyOf(starts, sources.length);
    for (int slot = 0; slot < sources.length; slot++) {
      if (sources[slot] >= 0) {
        children[next[sources[slot]]++] = slot;
      }
    }
    return children;
  }

  private static int[] rootsOf(int[] sources, BlobIndex blobs) {
    return java.util.stream.IntStream.range(0, sources.length)
        .filter(slot -> sources[slot] == FULL_TEXT && !blobs.isPhantom(slot)).toArray();
  }

  private static int[] phantomsOf(int[] sources, BlobIndex blobs) {
    return java.util.stream.IntStream.range(0, sources.length).filter(blobs::isPhantom).toArray();
  }

  /** Everything at or below {@code from}, sources before their deltas. */
  private int[] descend(int[] from, BitSet met) {
    int[] order = new int[sources.length];
    int filled = 0;
    for (int slot : from) {
      met.set(slot);
      order[filled++] = slot;
    }
    for (int at = 0; at < filled; at++) {
      int slot = order[at];
      for (int position = starts[slot]; position < starts[slot + 1]; position++) {
        if (!met.get(children[position])) {
          met.set(children[position]);
          order[filled++] = children[position];
        }
      }
    }
    return Arrays.copyOf(order, filled);
  }

  private void largestLast(int[] order) {
    int[] below = new int[sources.length];
    for (int at = order.length - 1; at >= 0; at--) {
      int slot = order[at];
      below[slot]++;
      if (sources[slot] >= 0) {
        below[sources[slot]] += below[slot];
      }
    }
    for (int slot : order) {
      if (starts[slot + 1] - starts[slot] > 1) {
        sortBySize(starts[slot], starts[slot + 1], below);
      }
    }
  }

  private void sortBySize(int from, int to, int[] below) {
    long[] keys = new long[to - from];
    for (int i = from; i < to; i++) {
      keys[i - from] = (long) below[children[i]] << 32 | children[i];
    }
    Arrays.sort(keys);
    for (int i = from; i < to; i++) {
      children[i] = (int) keys[i - from];
    }
  }
}
