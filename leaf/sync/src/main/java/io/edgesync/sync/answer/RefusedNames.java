package io.edgesync.sync.answer;

import io.edgesync.sync.BoundedMap;
import io.edgesync.sync.SyncClock;
import io.edgesync.xfer.artifact.Hash;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What was too large to be taken, for an hour: who is no peer of ours sends it again, all of it, as often as it is asked for, and of two such artifacts
 * one was asked for while the other was refused. Thread-safe.
 */
final class RefusedNames {

  private static final int NAMES_MAX = 1_000;
  private static final long KEPT_NANOS = TimeUnit.HOURS.toNanos(1);

  private record Refusal(long nanos, String why) {}

  private final SyncClock clock;
  private final Map<Hash, Refusal> refusals = BoundedMap.of(NAMES_MAX);

  RefusedNames(SyncClock clock) {
    this.clock = clock;
  }

  synchronized void add(Map<Hash, String> reasons) {
    long now = clock.nanoTime();
    reasons.forEach((name, why) -> refusals.put(name, new Refusal(now, why)));
  }

  /** The reason by name. */
  synchronized Map<Hash, String> reasons() {
    long now = clock.nanoTime();
    refusals.values().removeIf(refusal -> now - refusal.nanos > KEPT_NANOS);
    Map<Hash, String> reasons = new LinkedHashMap<>();
    refusals.forEach((name, refusal) -> reasons.put(name, refusal.why));
    return reasons;
  }
}
