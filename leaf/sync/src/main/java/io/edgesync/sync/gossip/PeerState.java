package io.edgesync.sync.gossip;

import io.edgesync.xfer.artifact.Hash;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the machine remembers of one node. Owned by {@link Gossip}. */
final class PeerState {

  /** Announced by this node and not held here when it said so. */
  final Set<Hash> offers = new LinkedHashSet<>();
  /** A session with the node is running. */
  boolean busy;
  /** The next session compares everything. */
  boolean compare;
  /** Digests at the end of a session that brought nothing: while both stay as they are, a further one would bring nothing either. */
  @Nullable
  String fruitlessOurs;
  @Nullable
  String fruitlessTheirs;
  @Nullable
  String theirs;
  int failures;
  /** No session before this moment. */
  long notBeforeNanos;
  boolean waits;
  boolean comparing;

  boolean hasWork() {
    return compare || !offers.isEmpty();
  }

  boolean isFruitless(String ours, String digest) {
    return ours.equals(fruitlessOurs) && digest.equals(fruitlessTheirs);
  }
}
