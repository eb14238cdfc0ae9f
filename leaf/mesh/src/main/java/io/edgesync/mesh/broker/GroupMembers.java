package io.edgesync.mesh.broker;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of one queue group under one subject, added up as they come and go, so that asking for a link costs the same however many
 * there are. Guarded by the router's lock.
 */
final class GroupMembers {
  /** Behind links, by what the peers are to us. */
  private static final class Sums {
    long behindSpokes;
    long behindHubs;

    void add(LeafLink from, int change) {
      if (from.towardsHub()) {
        behindHubs += change;
      } else {
        behindSpokes += change;
      }
    }

    boolean isZero() {
      return behindSpokes == 0 && behindHubs == 0;
    }
  }

  private long here;
  private final Sums all = new Sums();
  /** By cluster, or by link where it has none: who is there is not told of them. */
  private final Map<Object, Sums> apart = new HashMap<>(2);

  /**
   * So many more, or fewer.
   *
   * @param from whose peer announced them; null for those who are here
   */
  void add(@Nullable LeafLink from, int change) {
    if (from == null) {
      here += change;
    } else if (!from.isPeerLink()) {
      all.add(from, change);
      Object whose = whose(from);
      Sums own = apart.computeIfAbsent(whose, _ -> new Sums());
      own.add(from, change);
      if (own.isZero()) {
        apart.remove(whose);
      }
    }
  }

  private static Object whose(LeafLink link) {
    String cluster = link.peer().cluster();
    return cluster == null || cluster.isEmpty() ? link : cluster;
  }

  /** Those of whom the link is told, by the rules of {@link Announcements}. */
  long visibleTo(LeafLink link) {
    if (link.isPeerLink()) {
      return here;
    }
    Sums own = apart.get(whose(link));
    long spokes = all.behindSpokes - (own == null ? 0 : own.behindSpokes);
    long hubs = all.behindHubs - (own == null ? 0 : own.behindHubs);
    return link.towardsHub() ? here + spokes : here + spokes + hubs;
  }

  /** Nobody is to be told of anything. */
  boolean isEmpty() {
    return here == 0 && all.isZero();
  }
}
