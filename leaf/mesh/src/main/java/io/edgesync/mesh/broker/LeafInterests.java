package io.edgesync.mesh.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the peer of one link has announced. It is kept back until the link has {@linkplain #settle settled}. Announcing the same twice
 * counts once, as in {@code nats-server}. On the link's event loop.
 */
final class LeafInterests {
  private final LeafLink link;
  /** By {@code subject} or {@code subject SP queue}. */
  private final Map<String, LeafInterest> all = new LinkedHashMap<>();
  private boolean settled;
  /** Servers that the peer has told of. Written on the loop, read by other links that look for loops. */
  private volatile int servers;

  LeafInterests(LeafLink link) {
    this.link = link;
  }

  /**
   * @param queue null for plain interest
   * @param weight members of the group; 1 where it is plain
   * @return false where there is no room for it
   */
  boolean announce(String subject, @Nullable String queue, int weight) {
    LeafInterest known = all.get(key(subject, queue));
    if (known == null) {
      var interest = new LeafInterest(link, link.router().shared(subject), queue, weight);
      if (!link.holding.admitsInterest(interest.bytes())) {
        return false;
      }
      all.put(key(interest.pattern(), queue), interest);
      countServer(interest, 1);
      if (settled) {
        link.router().add(interest);
      }
    } else if (queue != null) {
      if (settled) {
        link.router().reweigh(known, weight);
      } else {
        known.weight(weight);
      }
    }
    return true;
  }

  /** Withdraws what may never have been announced. */
  void withdraw(String subject, @Nullable String queue) {
    LeafInterest gone = all.remove(key(subject, queue));
    if (gone == null) {
      return;
    }
    countServer(gone, -1);
    link.holding.change(Budget.Kind.INTEREST, -gone.bytes());
    if (settled) {
      link.router().remove(gone);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Only the loop writes.
  private void countServer(LeafInterest interest, int change) {
    if (interest.isLoopSubject()) {
      servers += change;
    }
  }

  /** How many servers the peer has told of, itself one of them; any thread. */
  int servers() {
    return servers;
  }

  Iterable<LeafInterest> all() {
    return all.values();
  }

  int size() {
    return all.size();
  }

  private static String key(String subject, @Nullable String queue) {
    return queue == null ? subject : subject + ' ' + queue;
  }

  boolean isSettled() {
    return settled;
  }

  /**
   * From now on it counts.
   *
   * @param tell the peer is to hear now what we announce
   * @return what has to go first, as of {@link Router#join}; null when it counts
   */
  @Nullable
  LeafLink settle(boolean tell) {
    LeafLink obstacle = link.router().join(link, all.values(), tell);
    settled = obstacle == null;
    return obstacle;
  }

  /** The link is gone, and this with it. */
  void end() {
    link.router().linkDown(link, all.values());
    all.values().forEach(interest -> link.holding.change(Budget.Kind.INTEREST, -interest.bytes()));
    all.clear();
  }
}
