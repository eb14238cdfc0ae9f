package io.edgesync.sync.gossip;

import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sessions that run, in the order in which they began, and what they were asked to bring. */
final class Sessions {

  /** A session in which nothing comes for longer does not keep us from asking somebody else for the same. */
  private static final long SILENT_NANOS = 5_000_000_000L;

  /** Nor does one that lasts longer though it goes on, beside the time for which we hold it up: who trickles keeps nobody waiting for ever. */
  private static final long LONG_NANOS = 60_000_000_000L;

  /** Sets overlap: after one comparison the next has less to do. */
  private static final int COMPARISONS_MAX = 2;

  private final GossipLimits limits;
  private final Map<String, PeerState> running = new LinkedHashMap<>();
  private final Map<Hash, PeerState> asked = new HashMap<>();

  Sessions(GossipLimits limits) {
    this.limits = limits;
  }

  /** Nodes that never answered get half of the places: anybody may speak under any name. */
  boolean hasPlaceFor(PeerState peer) {
    return running.size() < limits.sessionsMax() && (peer.proven
        || running.values().stream().filter(other -> !other.proven).count() < Math.max(1, limits.sessionsMax() / 2));
  }

  /** @param wanted empty to compare everything */
  void start(PeerState peer, Collection<Hash> wanted, String ours, long nowNanos, List<GossipEffect> effects) {
    peer.waits = false;
    peer.running = new PeerState.Running(nowNanos, new LinkedHashSet<>(wanted), peer.theirs, ours);
    running.put(peer.node, peer);
    wanted.forEach(name -> asked.put(name, peer));
    effects.add(new GossipEffect.StartSession(peer.node, List.copyOf(wanted)));
  }

  void progressed(String node, long heldUpNanos, long nowNanos) {
    PeerState peer = running.get(node);
    if (peer != null && peer.running != null) {
      peer.running.progressNanos = nowNanos;
      peer.running.heldUpNanos = heldUpNanos;
    }
  }

  void arrived(Collection<Hash> names) {
    names.forEach(asked::remove);
  }

  /** A session that was over: what it was asked for and did not bring. */
  record Ended(PeerState peer, PeerState.Running session, Set<Hash> missed) {}

  /** Null when no session runs with the node. */
  @Nullable
  Ended end(String node) {
    PeerState peer = running.remove(node);
    PeerState.Running session = peer == null ? null : peer.running;
    if (peer == null || session == null) {
      return null;
    }
    peer.running = null;
    Set<Hash> missed = new LinkedHashSet<>(session.wanted);
    missed.removeIf(name -> !asked.remove(name, peer));
    return new Ended(peer, session, missed);
  }

  /** Those of the names that nobody is bringing, or only somebody slow. */
  List<Hash> unasked(Collection<Hash> names, long nowNanos, Wake wake) {
    List<Hash> unasked = new ArrayList<>();
    for (Hash name : names) {
      PeerState by = asked.get(name);
      if (by == null || by.running == null || isSlow(by.running, nowNanos, wake)) {
        unasked.add(name);
      }
    }
    return unasked;
  }

  /**
   * Whether a comparison for that digest may begin: not while another one for it is under way, nor a session for names with a node that has said it,
   * which may bring just what is missing, nor while a few other comparisons are, unless they are slow.
   */
  boolean mayCompare(String digest, long nowNanos, Wake wake) {
    int others = 0;
    for (PeerState peer : running.values()) {
      PeerState.Running session = peer.running;
      if (session != null && !isSlow(session, nowNanos, wake)) {
        if (digest.equals(session.compares() ? session.theirs : peer.theirs)) {
          return false;
        }
        others += session.compares() ? 1 : 0;
      }
    }
    return others < COMPARISONS_MAX;
  }

  private static boolean isSlow(PeerState.Running session, long nowNanos, Wake wake) {
    long silentNanos = session.progressNanos + SILENT_NANOS;
    long longNanos = session.sinceNanos + session.heldUpNanos + LONG_NANOS;
    long slowNanos = silentNanos - longNanos < 0 ? silentNanos : longNanos;
    if (slowNanos - nowNanos > 0) {
      wake.at(slowNanos);
      return false;
    }
    return true;
  }

  /** While somebody waits for a place, the sessions whose turn is over end. */
  void makeWay(long nowNanos, List<GossipEffect> effects, Wake wake) {
    for (PeerState peer : running.values()) {
      PeerState.Running session = peer.running;
      if (session != null && !session.isEnding) {
        long overNanos = session.sinceNanos + limits.sessionTurn().toNanos();
        if (overNanos - nowNanos > 0) {
          wake.at(overNanos);
          return;
        }
        breakOff(peer, effects);
      }
    }
  }

  void breakOff(PeerState peer, List<GossipEffect> effects) {
    if (peer.running != null && !peer.running.isEnding) {
      peer.running.isEnding = true;
      effects.add(new GossipEffect.EndSession(peer.node));
    }
  }
}
