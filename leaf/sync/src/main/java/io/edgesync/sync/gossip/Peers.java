package io.edgesync.sync.gossip;

import io.edgesync.sync.BoundedMap;
import io.edgesync.xfer.artifact.Hash;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that are remembered, within bounds that hold for all of them together. Anybody may speak under any name: where there are too
 * many, those go first that never answered us, are not at the other end of a link, and were heard longest ago.
 */
final class Peers {

  private static final int AUDIENCES_MAX = 100;

  private final GossipLimits limits;
  private final IntSupplier projects;
  private final Predicate<String> isLinked;
  /** Those heard last come last. */
  private final Map<String, PeerState> all = new LinkedHashMap<>();
  /** Those with something to ask for, in the order in which it came. */
  private final Set<PeerState> withWork = new LinkedHashSet<>();
  private final Map<String, Integer> heardVia = new HashMap<>();
  /** What somebody who knows has said about how many hear a domain. */
  private final Map<String, Integer> audiences = BoundedMap.of(AUDIENCES_MAX);
  /** Offers, counted once for each node that made them. */
  private int offers;

  Peers(GossipLimits limits, IntSupplier projects, Predicate<String> isLinked) {
    this.limits = limits;
    this.projects = projects;
    this.isLinked = isLinked;
  }

  @Nullable
  PeerState get(String node) {
    return all.get(node);
  }

  /** Null unless it is at the other end of a link or has answered: anybody may speak under any name. */
  @Nullable
  PeerState known(String node) {
    PeerState peer = all.get(node);
    return peer != null && isKnown(peer) ? peer : null;
  }

  boolean isKnown(PeerState peer) {
    return peer.proven || isLinked.test(peer.node);
  }

  Collection<PeerState> all() {
    return all.values();
  }

  List<PeerState> withWork() {
    return List.copyOf(withWork);
  }

  int withWorkCount() {
    return withWork.size();
  }

  /** How many nodes hear what is said in a domain, as far as we know. */
  int audience(@Nullable String via) {
    return via == null ? 0 : Math.max(heardVia.getOrDefault(via, 0), audiences.getOrDefault(via, 0));
  }

  void audience(String via, int nodes) {
    audiences.put(via, nodes);
  }

  /** The node speaks; null when there is no room for it. */
  @Nullable
  PeerState heard(String node, @Nullable String via) {
    PeerState peer = all.remove(node);
    if (peer == null) {
      while (all.size() >= limits.nodesMax(projects.getAsInt())) {
        if (!makeRoom()) {
          return null;
        }
      }
      peer = new PeerState(node);
    }
    all.put(node, peer);
    if (!peer.reachable) {
      peer.reachable = true;
      peer.failures = 0;
      peer.waits = false;
      peer.restsNoMore();
    }
    move(peer, via == null ? peer.via : via);
    return peer;
  }

  private void move(PeerState peer, @Nullable String via) {
    if (peer.via != null && !peer.via.equals(via)) {
      heardVia.merge(peer.via, -1, (a, b) -> a + b == 0 ? null : a + b);
    }
    if (via != null && !via.equals(peer.via)) {
      heardVia.merge(via, 1, Integer::sum);
    }
    peer.via = via;
  }

  private boolean makeRoom() {
    PeerState victim = null;
    for (PeerState peer : all.values()) {
      if (peer.isIdle() && !isKnown(peer)) {
        victim = peer;
        break;
      }
      if (peer.isIdle() && victim == null) {
        victim = peer;
      }
    }
    if (victim != null) {
      remove(victim);
    }
    return victim != null;
  }

  void remove(PeerState peer) {
    offers -= peer.offers.size();
    all.remove(peer.node);
    withWork.remove(peer);
    move(peer, null);
  }

  /** Its domain is out of reach. */
  void lost(PeerState peer) {
    peer.reachable = false;
    move(peer, null);
  }

  /** Adds names to the offers of a node; false, and none are added, when there is no room for them. */
  boolean offer(PeerState peer, Collection<Hash> names) {
    int most = peer.offers.size() + names.size();
    int wantsMax = limits.wantsMax(projects.getAsInt());
    if (most > Math.max(1, wantsMax / 4) || offers + names.size() > wantsMax) {
      return false;
    }
    int before = peer.offers.size();
    peer.offers.addAll(names);
    offers += peer.offers.size() - before;
    withWork.add(peer);
    return true;
  }

  /** These need not be asked for any more. */
  void withdraw(PeerState peer, Collection<Hash> names) {
    int before = peer.offers.size();
    names.forEach(peer.offers::remove);
    offers -= before - peer.offers.size();
    settle(peer);
  }

  /** As {@link #withdraw(PeerState, Collection)}, whoever offered them. */
  void withdraw(Collection<Hash> names) {
    for (PeerState peer : withWork()) {
      withdraw(peer, names);
    }
  }

  void compare(PeerState peer, boolean compare) {
    peer.compare = compare;
    if (compare) {
      withWork.add(peer);
    } else {
      settle(peer);
    }
  }

  /** @param difference null where there is nothing to ask */
  void beside(PeerState peer, @Nullable String difference) {
    peer.beside = difference;
    if (difference == null) {
      settle(peer);
    } else {
      withWork.add(peer);
    }
  }

  /** To the end of the queue, if it has something to ask for still. */
  void requeue(PeerState peer) {
    if (withWork.remove(peer) && peer.hasWork()) {
      withWork.add(peer);
    }
  }

  private void settle(PeerState peer) {
    if (!peer.hasWork()) {
      withWork.remove(peer);
    }
  }

  /** All nodes of a domain. */
  Iterator<PeerState> of(String via) {
    return all.values().stream().filter(peer -> via.equals(peer.via)).toList().iterator();
  }
}
