package io.edgesync.sync.gossip;

import io.edgesync.sync.BoundedMap;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * The sets that others have, each known by its digest: whether one is worth a comparison, and when. Many nodes may have the same set; it is
 * compared with one of them at a time.
 */
final class Goals {

  private static final int PAST_MAX = 256;
  /** Whoever still has a set that was ours after this long does not come for what it lacks: it may not, or does not want to. */
  private static final long COMES_NANOS = Duration.ofSeconds(15).toNanos();
  /** Whoever was turned away does not come, until then: the rights of users change without a word. */
  private static final long AWAY_NANOS = Duration.ofHours(1).toNanos();

  /** What was planned for one set. */
  private static final class Goal {
    long firstNanos;
    boolean isPlanned;
    long dueNanos;
    /** Comparisons that brought nothing while our set was this one; each makes the next one wait for longer. */
    int fruitless;
  }

  private final Map<String, Goal> goals;
  /** Digests that were ours, and when they ceased to be: whoever has one of them has less than we, and comes for the rest. */
  private final Map<String, Long> past = BoundedMap.byUse(PAST_MAX);
  private boolean isPostponed;
  private long postponedNanos;
  private String ours;

  /** @param goalsMax sets remembered: one for each node is enough */
  Goals(String ours, IntSupplier goalsMax) {
    this.ours = ours;
    this.goals = BoundedMap.byUse(goalsMax);
  }

  /** Our set has grown, or is the same. Returns whether it is another one. */
  boolean grown(String digest, long nowNanos) {
    if (digest.equals(ours)) {
      return false;
    }
    past.put(ours, nowNanos);
    changed(digest, nowNanos);
    return true;
  }

  /** Names may be missing from our set: what we once had does not count any more. */
  void changed(String digest, long nowNanos) {
    ours = digest;
    goals.remove(digest);
    for (Goal goal : goals.values()) {
      if (goal.fruitless > 0) {
        goal.fruitless = 0;
        goal.dueNanos = nowNanos;
      }
    }
  }

  void forgetPast() {
    past.clear();
  }

  /** Whether a comparison with that node may bring anything. */
  boolean isWorth(PeerState peer, long nowNanos) {
    String theirs = peer.theirs;
    if (theirs == null) {
      return true;
    }
    Long leftNanos = past.get(theirs);
    boolean comes = leftNanos != null && !isAway(peer, nowNanos)
        && (nowNanos - leftNanos < COMES_NANOS || nowNanos - peer.saidSinceNanos < COMES_NANOS);
    boolean isTaken = theirs.equals(peer.taken) && !hasGrownSince(peer, nowNanos);
    return !theirs.equals(ours) && !isTaken && !comes;
  }

  /** Whether our set has been another one than was compared last for so long that who wants the rest would have come for it. */
  private boolean hasGrownSince(PeerState peer, long nowNanos) {
    String digest = peer.takenWith;
    Long leftNanos = digest == null ? null : past.get(digest);
    return !ours.equals(digest)
        && (leftNanos == null || isAway(peer, nowNanos) || nowNanos - leftNanos >= COMES_NANOS);
  }

  static boolean isAway(PeerState peer, long nowNanos) {
    return peer.turnedAwayNanos != null && nowNanos - peer.turnedAwayNanos < AWAY_NANOS;
  }

  String ours() {
    return ours;
  }

  /**
   * Somebody says that he has that set. In a crowd the first to say so may have moved on before anybody could ask, so that there a set must be
   * heard of again.
   *
   * @param isAwaited  a comparison for that set is waited for already
   * @param crowdNanos how long others may be busy with what they heard; 0 where there is no crowd
   * @param waitNanos  how long we wait for the sake of others
   */
  void heard(String digest, boolean isAwaited, long crowdNanos, long waitNanos, long nowNanos) {
    Goal goal = goals.get(digest);
    if (goal == null) {
      goal = new Goal();
      goal.firstNanos = nowNanos;
      goals.put(digest, goal);
    }
    // A plan that nobody follows any more was everybody's: at its moment, which is past, all would begin now.
    boolean isOld = goal.isPlanned && crowdNanos > 0 && (!isAwaited || nowNanos - goal.dueNanos > crowdNanos);
    if (isOld || (!goal.isPlanned && nowNanos - goal.firstNanos >= crowdNanos)) {
      goal.isPlanned = true;
      if (goal.fruitless == 0 || nowNanos + waitNanos - goal.dueNanos > 0) {
        goal.dueNanos = nowNanos + waitNanos;
      }
    }
  }

  /** A comparison begins; in a crowd the next one for that set needs another plan, or all would answer the next beacon at once. */
  void started(String digest, long crowdNanos, long nowNanos) {
    Goal goal = goals.get(digest);
    if (goal != null && crowdNanos > 0) {
      goal.isPlanned = false;
      goal.firstNanos = nowNanos;
    }
  }

  /** Whether there is a comparison to wait for. */
  boolean isPlanned(String digest) {
    Goal goal = goals.get(digest);
    return goal != null && goal.isPlanned;
  }

  /** Sets change while many compare: what is planned waits for what the others say next. */
  void postpone(long untilNanos) {
    isPostponed = true;
    postponedNanos = untilNanos;
  }

  boolean isDue(String goal, long nowNanos) {
    return dueNanos(goal, nowNanos) - nowNanos <= 0;
  }

  long dueNanos(String goal, long nowNanos) {
    Goal planned = goals.get(goal);
    long dueNanos = planned == null ? nowNanos : planned.dueNanos;
    return isPostponed && postponedNanos - dueNanos > 0 ? postponedNanos : dueNanos;
  }

  /** A comparison did not make us equal: the others who have that set are not asked at once. */
  void fruitless(String goal, GossipLimits limits, long nowNanos) {
    if (goal.equals(ours)) {
      return;
    }
    Goal planned = goals.computeIfAbsent(goal, _ -> new Goal());
    planned.dueNanos = nowNanos + doubled(limits.retryMin(), planned.fruitless, limits.quietMax());
    planned.fruitless++;
  }

  /** {@code first} doubled so many times, but no more than {@code most}; in nanoseconds. */
  static long doubled(Duration first, int times, Duration most) {
    return Math.min(first.toNanos() << Math.min(times, 20), most.toNanos());
  }
}
