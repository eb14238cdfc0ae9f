package io.edgesync.repository.crosslink;

import io.edgesync.xfer.artifact.Hash;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Check-ins whose Q-card names an artifact that nobody here has heard of yet. A Q-card makes no phantom, so nothing in the
 * repository remembers them; a process that does can complete their rows when the target comes. Thread-safe: {@link EarlierPicks} adds from
 * other threads than the writer's.
 */
final class PendingPicks {

  private static final int TARGETS_MAX = 10_000;

  private final Map<Hash, Set<Long>> checkinsByTarget = new LinkedHashMap<>();

  synchronized void wait(Hash target, long checkin) {
    if (checkinsByTarget.size() < TARGETS_MAX || checkinsByTarget.containsKey(target)) {
      checkinsByTarget.computeIfAbsent(target, key -> new LinkedHashSet<>()).add(checkin);
    }
  }

  /** The targets waited for, a copy. */
  synchronized Set<Hash> targets() {
    return Set.copyOf(checkinsByTarget.keySet());
  }

  /** Takes out the check-ins that wait for {@code target}. */
  synchronized Set<Long> take(Hash target) {
    Set<Long> checkins = checkinsByTarget.remove(target);
    return checkins == null ? Set.of() : checkins;
  }
}
