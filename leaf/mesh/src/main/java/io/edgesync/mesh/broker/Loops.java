package io.edgesync.mesh.broker;

import io.edgesync.mesh.leafnode.LinkStatus.Direction;
import io.edgesync.mesh.subject.SubjectTrie;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which link goes where two lead to the same server. Interest goes up to hubs and down to leaves, never from one hub to another. So in
 * a ring of links the one to go is a link of the server at the bottom, which has two hubs in the ring: where a link higher up is cut,
 * those above it are not reached any more by those below, although all are linked. That server finds it by its own subject coming
 * back, or both its hubs leading to the same place; others, who know before it, cut its link where they have it, and else leave it to it.
 * Guarded by the router's lock.
 */
final class Loops {
  /** Others have by then withdrawn what they knew by a link that was cut, and two ends know of the same links. */
  static final Duration GRACE = Duration.ofSeconds(2);

  private final SubjectTrie<Interest> trie;
  private final List<LeafLink> links;
  private long lastCutNanos = System.nanoTime() - GRACE.toNanos();

  /**
   * @param trie who is interested
   * @param links that are up
   */
  Loops(SubjectTrie<Interest> trie, List<LeafLink> links) {
    this.trie = trie;
    this.links = links;
  }

  /**
   * The link that has to go before the new one may count, maybe itself.
   *
   * @param announced on the new one
   */
  @Nullable
  LeafLink obstacle(LeafLink fresh, Iterable<LeafInterest> announced) {
    for (LeafInterest interest : announced) {
      Interest known = interest.isLoopSubject()
          ? trie.find(interest.pattern(), other -> obstacle(fresh, other) != null)
          : null;
      if (known != null) {
        return obstacle(fresh, known);
      }
    }
    return null;
  }

  private static @Nullable LeafLink obstacle(LeafLink fresh, Interest known) {
    if (!(known instanceof LeafInterest leaf) || !closeLoop(fresh, leaf.link())) {
      return null;
    }
    LeafLink standing = leaf.link();
    if (standing.isLeaving()) {
      return standing;
    }
    if (fresh.peer().name().equals(standing.peer().name())) {
      // The other end may have seen them come in the other order.
      return standing.isYoung() && goesBefore(standing, fresh) ? standing : fresh;
    }
    if (fresh.towardsHub() ? standing.towardsHub() : fresh.leadsToOne()) {
      return fresh;
    }
    return !standing.towardsHub() && standing.leadsToOne() ? standing : null;
  }

  /** Of this link and another one towards a hub that leads to the same place, the one to go; null where there is none. */
  @Nullable
  LeafLink oneOfTwins(LeafLink link, Iterable<LeafInterest> announced) {
    if (link.towardsHub()) {
      for (LeafInterest interest : announced) {
        Interest known = interest.isLoopSubject()
            ? trie.find(interest.pattern(), other -> other instanceof LeafInterest leaf && leaf.link().towardsHub()
                && closeLoop(link, leaf.link()))
            : null;
        if (known instanceof LeafInterest leaf) {
          return leaf.link().isLeaving() || goesBefore(leaf.link(), link) ? leaf.link() : link;
        }
      }
    }
    return null;
  }

  /**
   * Whether this link may be cut now for what came by it. Not while another has just been cut, which may be the end of it; and at the
   * first look not if another is younger, which may have brought it and may still be cut for it.
   */
  boolean letsCut(LeafLink link, boolean first) {
    long now = System.nanoTime();
    if (now - lastCutNanos < GRACE.toNanos() || (first
        && links.stream().anyMatch(other -> closeLoop(link, other) && !goesBefore(link, other)))) {
      return false;
    }
    lastCutNanos = now;
    return true;
  }

  void cut() {
    lastCutNanos = System.nanoTime();
  }

  /** Whether the two do when the same server is announced on both: they lead elsewhere, or were dialled by different ends. */
  private static boolean closeLoop(LeafLink link, LeafLink other) {
    boolean another = link.direction() != other.direction()
        || !(link.sameClusterAs(other) || link.peer().name().equals(other.peer().name()));
    return other != link && another && !link.isPeerLink() && !other.isPeerLink();
  }

  /** The younger one goes; of two links between the same two servers, for which both ends have to choose the same, the one that the greater name dialled. */
  private static boolean goesBefore(LeafLink link, LeafLink other) {
    String peer = link.peer().name();
    if (link.direction() != other.direction() && peer.equals(other.peer().name())) {
      return (link.direction() == Direction.SOLICITED) != (link.node.serverName().compareTo(peer) < 0);
    }
    return link.number > other.number;
  }
}
