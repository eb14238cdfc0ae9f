package io.edgesync.sync.gossip;

import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The sessions that run, in the order in which they began, and what they were asked to bring. */
final class Sessions {

  /** A session in which nothing comes for longer does not keep us from asking somebody else for the same. */
  private static final long SILENT_NANOS = 5_000_000_000L;

  /** Nor does one that lasts longer though it goes on, beside the time for which we, or a narrow link, hold it up: who trickles keeps nobody waiting for ever. */
  private static final long LONG_NANOS = 60_000_000_000L;

  /** Sets overlap: after one comparison the next has less to do. */
  private static final int COMPARISONS_MAX = 2;

  private final GossipLimits limits;
  private final Predicate<PeerState> isKnown;
  private final Set<PeerState.Running> running = new LinkedHashSet<>();
  private final Map<Hash, PeerState.Running> asked = new HashMap<>();

  /** @param isKnown whether the node is more than a name */
  Sessions(GossipLimits limits, Predicate<PeerState> isKnown) {
    this.limits = limits;
    this.isKnown = isKnown;
  }

  /** Strangers get half of the places: anybody may speak under any name. One is theirs: who is new may know what nobody else does. */
  boolean hasPlaceFor(PeerState peer) {
    long known = running.stream().filter(other -> isKnown.test(other.peer)).count();
    return isKnown.test(peer)
        ? running.size() < limits.sessionsMax() && known < Math.max(1, limits.sessionsMax() - 1)
        : hasPlaceForStrangers();
  }

  boolean hasPlaceForStrangers() {
    return running.size() < limits.sessionsMax()
        && running.stream().filter(other -> !isKnown.test(other.peer)).count() < Math.max(1, limits.sessionsMax() / 2);
  }

  /** @param wanted empty to compare everything */
  void start(PeerState peer, Collection<Hash> wanted, String ours, long nowNanos, List<GossipEffect> effects) {
    peer.waits = false;
    PeerState.Running session = new PeerState.Running(peer, nowNanos, new LinkedHashSet<>(wanted), ours);
    if (session.compares()) {
      peer.comparing = session;
      peer.isBehind = true;
    } else {
      peer.fetching = session;
    }
    running.add(session);
    wanted.forEach(name -> asked.put(name, session));
    effects.add(new GossipEffect.StartSession(peer.node, List.copyOf(wanted), !wanted.isEmpty() && peer.isBehind));
  }

  void progressed(String node, boolean compares, long heldUpNanos, long nowNanos) {
    PeerState.Running session = find(node, compares);
    if (session != null) {
      session.progressNanos = nowNanos;
      session.heldUpNanos = heldUpNanos;
    }
  }

  /** Few run at a time. */
  private PeerState.@Nullable Running find(String node, boolean compares) {
    return running.stream().filter(each -> each.peer.node.equals(node) && each.compares() == compares).findFirst()
        .orElse(null);
  }

  void arrived(Collection<Hash> names) {
    names.forEach(asked::remove);
  }

  /** A session that was over: what it was asked for and did not bring. */
  record Ended(PeerState.Running session, Set<Hash> missed) {}

  /** Null when no such session runs with the node. */
  @Nullable
  Ended end(String node, boolean compares) {
    PeerState.Running session = find(node, compares);
    if (session == null) {
      return null;
    }
    running.remove(session);
    if (compares) {
      session.peer.comparing = null;
    } else {
      session.peer.fetching = null;
    }
    Set<Hash> missed = new LinkedHashSet<>(session.wanted);
    missed.removeIf(name -> !asked.remove(name, session));
    return new Ended(session, missed);
  }

  /** Those of the names that nobody is bringing, or only somebody slow. */
  List<Hash> unasked(Collection<Hash> names, long nowNanos, Wake wake) {
    List<Hash> unasked = new ArrayList<>();
    for (Hash name : names) {
      PeerState.Running by = asked.get(name);
      if (by == null || isSlow(by, nowNanos, wake)) {
        unasked.add(name);
      }
    }
    return unasked;
  }

  /**
   * Whether a comparison for that may begin: not while another one for it is under way, nor a session for names with a node that has said it,
   * which may bring just what is missing, nor while a few other comparisons are, unless they are slow.
   *
   * @param what    the digest, or what is told beside it
   * @param isKnown whether it is for a node that is known: what strangers say keeps that from nothing
   */
  boolean mayCompare(String what, boolean isKnown, long nowNanos, Wake wake) {
    int others = 0;
    for (PeerState.Running session : running) {
      if ((!isKnown || this.isKnown.test(session.peer)) && !isSlow(session, nowNanos, wake)) {
        if (what.equals(session.compares() ? session.theirs : session.peer.theirs) || what.equals(session.beside)) {
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

  /** While these wait for a place, as many sessions whose turn is over end; where only strangers wait, those of strangers. */
  void makeWay(List<PeerState> waiting, long nowNanos, List<GossipEffect> effects, Wake wake) {
    boolean isForKnown = waiting.stream().anyMatch(isKnown);
    long wanted = waiting.size() - running.stream().filter(session -> session.isEnding).count();
    for (PeerState.Running session : running) {
      if (wanted <= 0) {
        return;
      }
      if (!session.isEnding && (isForKnown || !isKnown.test(session.peer))) {
        long overNanos = session.sinceNanos + limits.sessionTurn().toNanos();
        if (overNanos - nowNanos > 0) {
          wake.at(overNanos);
          return;
        }
        wanted--;
        breakOff(session, effects);
      }
    }
  }

  void breakOff(PeerState.@Nullable Running session, List<GossipEffect> effects) {
    if (session != null && !session.isEnding) {
      session.isEnding = true;
      effects.add(new GossipEffect.EndSession(session.peer.node, session.compares()));
    }
  }
}
