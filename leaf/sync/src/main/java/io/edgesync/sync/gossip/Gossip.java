package io.edgesync.sync.gossip;

import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides, for one project, what to announce and whom to ask.
 *
 * <ul>
 * <li>What is newly stored is announced on every link but the one it came over, so any connected topology converges and nobody is told
 * what he just told.
 * <li>What a node announces and we lack is asked of that node, in one session at a time; what comes meanwhile waits
 * and goes into the next one. A name that two nodes announce is asked of one of them, and of the other when the first did not bring it.
 * <li>A beacon whose digest differs starts a comparison. When a comparison brought nothing, the pair stays quiet until
 * either digest changes. A node that does not answer is left alone for a pause that doubles, with up to a quarter of chance added.
 * </ul>
 *
 * Not thread-safe.
 */
public final class Gossip {

  private final String selfNode;
  private final GossipLimits limits;
  private final RandomGenerator random;
  private final Map<String, PeerState> peers = new LinkedHashMap<>();
  /** Names that a running session was asked to bring, and by whom. */
  private final Map<Hash, String> inFlight = new LinkedHashMap<>();

  public Gossip(String selfNode, GossipLimits limits, RandomGenerator random) {
    this.selfNode = selfNode;
    this.limits = limits;
    this.random = random;
  }

  public List<GossipEffect> on(GossipEvent event, long nowNanos) {
    List<GossipEffect> effects = new ArrayList<>();
    switch (event) {
      case GossipEvent.Stored(List<Hash> names, String via) -> stored(names, via, effects);
      case GossipEvent.Announced(String node, List<Hash> unknown, String via) -> announced(node, unknown);
      case GossipEvent.Beacon(String node, String theirs, String ours) -> beacon(node, theirs, ours);
      case GossipEvent.SessionEnded ended -> sessionEnded(ended, nowNanos);
      case GossipEvent.Gone(String node) -> gone(node);
      case GossipEvent.Tick() -> {
        // Only looks at what waits, below.
      }
    }
    startWhatCan(nowNanos, effects);
    wake(effects);
    return effects;
  }

  private void stored(List<Hash> names, @Nullable String via, List<GossipEffect> effects) {
    for (PeerState peer : peers.values()) {
      names.forEach(peer.offers::remove);
    }
    names.forEach(inFlight::remove);
    for (int from = 0; from < names.size(); from += limits.namesPerAnnouncement()) {
      int to = Math.min(names.size(), from + limits.namesPerAnnouncement());
      effects.add(new GossipEffect.Announce(names.subList(from, to), via));
    }
  }

  private void announced(String node, List<Hash> unknown) {
    if (node.equals(selfNode) || unknown.isEmpty()) {
      return;
    }
    PeerState peer = peer(node);
    if (peer == null) {
      return;
    }
    if (peer.offers.size() + unknown.size() > limits.wantsMax()) {
      peer.offers.clear();
      peer.compare = true;
    } else {
      peer.offers.addAll(unknown);
    }
  }

  private void beacon(String node, String theirs, String ours) {
    if (node.equals(selfNode)) {
      return;
    }
    PeerState peer = peer(node);
    if (peer == null) {
      return;
    }
    peer.theirs = theirs;
    peer.compare = !theirs.equals(ours) && !peer.isFruitless(ours, theirs);
  }

  private void sessionEnded(GossipEvent.SessionEnded ended, long nowNanos) {
    Set<Hash> missed = new HashSet<>();
    inFlight.entrySet().removeIf(entry -> entry.getValue().equals(ended.node()) && missed.add(entry.getKey()));
    PeerState peer = peers.get(ended.node());
    if (peer == null) {
      return;
    }
    peer.busy = false;
    if (!ended.answered()) {
      peer.failures++;
      peer.offers.addAll(missed);
      peer.compare |= peer.comparing;
      pause(peer, nowNanos);
      return;
    }
    peer.failures = 0;
    peer.waits = false;
    if (ended.received() == 0 && peer.comparing) {
      peer.fruitlessOurs = ended.ours();
      peer.fruitlessTheirs = peer.theirs;
    }
  }

  private void pause(PeerState peer, long nowNanos) {
    long base = limits.retryMin().toNanos() << Math.min(peer.failures - 1, 20);
    long capped = Math.min(base, limits.retryMax().toNanos());
    peer.notBeforeNanos = nowNanos + capped + random.nextLong(1 + capped / 4);
    peer.waits = true;
  }

  private void gone(String node) {
    peers.remove(node);
    inFlight.values().removeIf(node::equals);
  }

  private void startWhatCan(long nowNanos, List<GossipEffect> effects) {
    peers.forEach((node, peer) -> {
      if (peer.busy || !peer.hasWork() || (peer.waits && nowNanos - peer.notBeforeNanos < 0)) {
        return;
      }
      List<Hash> wanted = peer.offers.stream().filter(name -> !inFlight.containsKey(name)).toList();
      if (wanted.isEmpty() && !peer.compare) {
        return;
      }
      peer.busy = true;
      peer.waits = false;
      peer.comparing = peer.compare;
      peer.offers.removeAll((Collection<Hash>) wanted);
      wanted.forEach(name -> inFlight.put(name, node));
      effects.add(new GossipEffect.StartSession(node, peer.compare ? List.of() : wanted));
      peer.compare = false;
    });
  }

  private void wake(List<GossipEffect> effects) {
    peers.values().stream().filter(peer -> peer.waits && !peer.busy && peer.hasWork())
        .mapToLong(peer -> peer.notBeforeNanos).reduce((a, b) -> a - b < 0 ? a : b)
        .ifPresent(nanos -> effects.add(new GossipEffect.WakeAt(nanos)));
  }

  private @Nullable PeerState peer(String node) {
    PeerState known = peers.get(node);
    if (known == null && peers.size() < limits.nodesMax()) {
      known = new PeerState();
      peers.put(node, known);
    }
    return known;
  }
}
