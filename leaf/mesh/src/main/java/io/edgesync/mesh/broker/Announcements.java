package io.edgesync.mesh.broker;

import io.edgesync.mesh.subject.SubjectTrie;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells links of interest. A plain subject is announced when the first comes of whom a link is told, and withdrawn when the last goes,
 * never twice, because peers do not count; a queue group is announced with its new total at each change. Beyond {@value #EXACT_MAX}
 * members the total is rounded down to a power of two, and told when that changes: else a thousand leaves with one group would cost a
 * million lines as they come. Peers share messages out by these numbers, which need not be exact for that.
 *
 * <p>Nothing is kept of what a link was told: it follows from who is interested now. So a hub holds one thing for each interest that
 * somebody announced, and not one for each that it has told somebody of. Guarded by the router's lock.
 */
final class Announcements {
  private static final int EXACT_MAX = 16;

  private final SubjectTrie<Interest> trie;
  private final List<LeafLink> links;

  /**
   * @param trie who is interested
   * @param links that are up
   */
  Announcements(SubjectTrie<Interest> trie, List<LeafLink> links) {
    this.trie = trie;
    this.links = links;
  }

  /** The interest has come, which the trie has now. */
  void come(Interest interest) {
    if (interest.queue() == null) {
      tellAlone(interest, "LS+ ");
    } else {
      change(interest, interest.weight());
    }
  }

  /** The interest is gone, which the trie has no more. */
  void gone(Interest interest) {
    if (interest.queue() == null) {
      tellAlone(interest, "LS- ");
    } else {
      change(interest, -interest.weight());
    }
  }

  private void tellAlone(Interest interest, String operation) {
    String line = null;
    for (LeafLink link : links) {
      if (isTold(link, interest) && link.mayAnnounce(interest.pattern()) && !hasOther(link, interest)) {
        line = line == null ? operation + interest.pattern() + "\r\n" : line;
        link.sendLines(line);
      }
    }
  }

  /** The link is told of the same subject for the sake of somebody else. */
  private boolean hasOther(LeafLink link, Interest than) {
    return trie.find(than.pattern(),
        other -> !other.equals(than) && other.queue() == null && isTold(link, other)) != null;
  }

  /** The members that a queue interest stands for have become more or fewer by so many. */
  void change(Interest interest, int delta) {
    String queue = String.valueOf(interest.queue());
    Members members = null;
    for (LeafLink link : links) {
      if (isTold(link, interest) && link.mayAnnounce(interest.pattern())) {
        members = members == null ? new Members(trie, interest.pattern(), queue) : members;
        int total = members.visibleTo(link);
        if (rounded(total) != rounded(total - delta)) {
          String key = interest.pattern() + ' ' + queue;
          link.sendLines(total > 0 ? "LS+ " + key + ' ' + rounded(total) + "\r\n" : "LS- " + key + "\r\n");
        }
      }
    }
  }

  private static int rounded(int total) {
    return total <= EXACT_MAX ? total : Integer.highestOneBit(total);
  }

  /** Members of one group under one subject, added up so that asking for each link costs the same however many there are. */
  private static final class Members {
    private static final class Sums {
      int behindSpokes;
      int behindHubs;
    }

    private final Sums all = new Sums();
    private int here;
    private final Map<String, Sums> byCluster = new HashMap<>();
    private final Map<LeafLink, Integer> alone = new HashMap<>();

    Members(SubjectTrie<Interest> trie, String subject, String queue) {
      trie.under(subject, interest -> {
        if (queue.equals(interest.queue())) {
          count(interest);
        }
      });
    }

    private void count(Interest interest) {
      LeafLink link = linkOf(interest);
      if (link == null) {
        here += interest.weight();
      } else if (!link.isPeerLink()) {
        add(all, link, interest.weight());
        String cluster = link.peer().cluster();
        if (cluster == null || cluster.isEmpty()) {
          alone.merge(link, interest.weight(), Integer::sum);
        } else {
          add(byCluster.computeIfAbsent(cluster, _ -> new Sums()), link, interest.weight());
        }
      }
    }

    private static void add(Sums sums, LeafLink link, int weight) {
      if (link.towardsHub()) {
        sums.behindHubs += weight;
      } else {
        sums.behindSpokes += weight;
      }
    }

    /** Those of whom the link is told, by the rules of {@link Announcements#isTold}. */
    int visibleTo(LeafLink link) {
      if (link.isPeerLink()) {
        return here;
      }
      String cluster = link.peer().cluster();
      Sums own = cluster == null || cluster.isEmpty() ? null : byCluster.get(cluster);
      int spokes = all.behindSpokes - (own == null ? 0 : own.behindSpokes);
      int hubs = all.behindHubs - (own == null ? 0 : own.behindHubs);
      int itself = alone.getOrDefault(link, 0);
      return link.towardsHub() ? here + spokes : here + spokes + hubs - itself;
    }
  }

  private static @Nullable LeafLink linkOf(Interest interest) {
    return interest instanceof LeafInterest leaf ? leaf.link() : null;
  }

  /**
   * Whose interest goes to whom: never back, never within a cluster, never from or to a peer link but for subscribers of our own, and
   * what one hub wants is not offered to another hub.
   */
  private static boolean isTold(LeafLink link, Interest interest) {
    LeafLink from = linkOf(interest);
    if (from == null) {
      return true;
    }
    if (from == link || from.isPeerLink() || link.isPeerLink() || from.sameClusterAs(link)) {
      return false;
    }
    return !(from.towardsHub() && link.towardsHub()) || interest.pattern().startsWith(Interest.LOOP_PREFIX);
  }

  /** Tells a link that has come up of everything. */
  void tellAll(LeafLink link, StringBuilder lines) {
    visible(link).forEach((key, total) -> {
      if (link.mayAnnounce(key.subject)) {
        announce(key, total, lines);
      }
    });
  }

  /** The link lets other subjects pass than before. */
  void tellDifference(LeafLink link, LinkPermissions before, StringBuilder lines) {
    visible(link).forEach((key, total) -> {
      boolean was = before.mayAnnounce(key.subject);
      boolean is = link.mayAnnounce(key.subject);
      if (is && !was) {
        announce(key, total, lines);
      } else if (was && !is) {
        lines.append("LS- ").append(key.subject).append(key.queue == null ? "" : ' ' + key.queue).append("\r\n");
      }
    });
  }

  private record Key(String subject, @Nullable String queue) {}

  private Map<Key, Integer> visible(LeafLink link) {
    Map<Key, Integer> totals = new LinkedHashMap<>();
    trie.forEach(interest -> {
      if (isTold(link, interest)) {
        totals.merge(new Key(interest.pattern(), interest.queue()), interest.weight(), Integer::sum);
      }
    });
    return totals;
  }

  private static void announce(Key key, int total, StringBuilder lines) {
    lines.append("LS+ ").append(key.subject);
    if (key.queue != null) {
      lines.append(' ').append(key.queue).append(' ').append(rounded(total));
    }
    lines.append("\r\n");
  }
}
