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
 * million lines as they come. Peers share messages out by these numbers, which need not be exact for that. Members are kept added up: a change
 * of which no link is told costs no more than asking each.
 *
 * <p>Nothing is kept of what a link was told: it follows from who is interested now. So a hub holds one thing for each interest that
 * somebody announced, and not one for each that it has told somebody of. Guarded by the router's lock.
 */
final class Announcements {
  private static final int EXACT_MAX = 16;
  /** Nobody reads a number of more than nine digits. Source: nats-server {@code server/util.go}, {@code parseSize}. */
  private static final long TOLD_MAX = 1 << 29;

  private final SubjectTrie<Interest> trie;
  private final List<LeafLink> links;
  private final Map<Key, GroupMembers> groups = new HashMap<>();

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
    var group = new Key(interest.pattern(), interest.queue());
    GroupMembers members = groups.computeIfAbsent(group, _ -> new GroupMembers());
    members.add(linkOf(interest), delta);
    if (members.isEmpty()) {
      groups.remove(group);
    }
    for (LeafLink link : links) {
      long total = members.visibleTo(link);
      if (rounded(total) != rounded(total - delta) && isTold(link, interest) && link.mayAnnounce(group.subject)) {
        String key = group.subject + ' ' + group.queue;
        link.sendLines(total > 0 ? "LS+ " + key + ' ' + rounded(total) + "\r\n" : "LS- " + key + "\r\n");
      }
    }
  }

  private static long rounded(long total) {
    return total <= EXACT_MAX ? total : Math.min(TOLD_MAX, Long.highestOneBit(total));
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
    return !(from.towardsHub() && link.towardsHub());
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

  private Map<Key, Long> visible(LeafLink link) {
    Map<Key, Long> totals = new LinkedHashMap<>();
    trie.forEach(interest -> {
      if (isTold(link, interest)) {
        totals.merge(new Key(interest.pattern(), interest.queue()), (long) interest.weight(), Long::sum);
      }
    });
    return totals;
  }

  private static void announce(Key key, long total, StringBuilder lines) {
    lines.append("LS+ ").append(key.subject);
    if (key.queue != null) {
      lines.append(' ').append(key.queue).append(' ').append(rounded(total));
    }
    lines.append("\r\n");
  }
}
