package io.edgesync.sync.gossip;

import io.edgesync.xfer.artifact.Hash;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the machine remembers of one node. Owned by {@link Peers}. */
final class PeerState {

  final String node;
  /** The domain it was heard by last. */
  @Nullable
  String via;
  boolean reachable = true;
  /** It has answered a session of ours: somebody is there, which an announced name alone does not show. */
  boolean proven;
  /** Its digest as it said last. */
  @Nullable
  String theirs;
  /** When it said so first. */
  long saidSinceNanos;
  /** Announced by this node and not held here when it said so. Changed by {@link Peers} only, which counts them. */
  final Set<Hash> offers = new LinkedHashSet<>();
  /** The offers are not asked for before this moment. */
  long offersDueNanos;
  /** It has something that we may lack, beyond the offers. */
  boolean compare;
  /** A comparison has begun, and none has come to its end since: what else is lacking is for the next to bring. */
  boolean isBehind;
  /** What it has beside public artifacts and we have otherwise; null where there is nothing to ask. Changed by {@link Peers} only. */
  @Nullable
  String beside;
  /** That is not asked for before this moment. */
  long besideDueNanos;
  /** The difference that a comparison has left as it was. */
  @Nullable
  String besideTaken;
  /** The digest that it had when a comparison brought all that it would give: until it has another, there is nothing more to get. */
  @Nullable
  String taken;
  /** Ours when that comparison began: what has come since was not given to it. */
  @Nullable
  String takenWith;
  /** It may not come for what it lacks, as of that moment; null where it was not turned away. */
  @Nullable
  Long turnedAwayNanos;
  /** When we decided at once last because of what it said, in a crowd of strangers. */
  @Nullable
  Long urgedNanos;
  /** Comparisons in a row by which no artifact moved, either way. */
  private int vain;
  /** No comparison of public artifacts before this moment, where there were several of these. */
  private long restsUntilNanos;
  int failures;
  /** No session before this moment. */
  long notBeforeNanos;
  boolean waits;
  /** It did not let us, the last time. */
  boolean denied;
  /** The comparison that runs with it. */
  @Nullable
  Running comparing;
  /** The session that runs with it for names alone, also beside a comparison that lasts. */
  @Nullable
  Running fetching;

  /** A session under way. */
  static final class Running {
    final PeerState peer;
    final long sinceNanos;
    final Set<Hash> wanted;
    /** It began while a comparison with the same node ran. */
    final boolean isBeside;
    /** The digest that it had at the beginning, and ours. */
    final @Nullable String theirs;
    final String ours;
    /** What it had beside public artifacts, where this is to bring that. */
    final @Nullable String beside;
    /** When something came last. */
    long progressNanos;
    /** For how long we held it up ourselves. */
    long heldUpNanos;
    boolean isEnding;
    /** What it would give, or what we want, changed after it began. */
    boolean isOutdated;

    Running(PeerState peer, long sinceNanos, Set<Hash> wanted, String ours) {
      this.peer = peer;
      this.sinceNanos = sinceNanos;
      this.progressNanos = sinceNanos;
      this.wanted = wanted;
      this.isBeside = peer.comparing != null;
      this.theirs = peer.theirs;
      this.ours = ours;
      this.beside = wanted.isEmpty() ? peer.beside : null;
    }

    boolean compares() {
      return wanted.isEmpty();
    }
  }

  PeerState(String node) {
    this.node = node;
  }

  boolean isIdle() {
    return comparing == null && fetching == null;
  }

  /** Whether a session with it may begin, as far as those that run do not matter. */
  boolean isReady(long nowNanos) {
    return reachable && !(waits && nowNanos - notBeforeNanos < 0);
  }

  /** A comparison ended. */
  void compared(boolean moved, GossipLimits limits, long nowNanos) {
    vain = moved ? 0 : vain + 1;
    if (vain > 1) {
      restsUntilNanos = nowNanos + Goals.doubled(limits.retryMin(), vain - 2, limits.vainMax());
    }
  }

  /** It may well have something for us, or we for it. */
  void restsNoMore() {
    vain = 0;
  }

  /** Who is in the middle of a first sync has another set at each beacon, and nothing for us in any; null where it may be compared with. */
  @Nullable
  Long restsUntil(long nowNanos) {
    boolean rests = vain > 1 && restsUntilNanos - nowNanos > 0 && theirs != null && !Goals.isAway(this, nowNanos);
    return rests ? restsUntilNanos : null;
  }

  boolean hasWork() {
    return compare || beside != null || !offers.isEmpty();
  }

  /** What stands for its set: its digest, or itself while it has said none. */
  String goal() {
    return theirs == null ? "node " + node : theirs;
  }
}
