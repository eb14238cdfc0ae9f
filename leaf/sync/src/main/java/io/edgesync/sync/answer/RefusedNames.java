package io.edgesync.sync.answer;

import io.edgesync.sync.SyncClock;
import io.edgesync.xfer.artifact.Hash;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What was too large to be taken, for an hour: who is no peer of ours sends it again, all of it, as often as it is asked for, and of two such artifacts
 * one was asked for while the other was refused. Each asker has names of his own: what nobody takes nobody hashes either, so whoever may write could keep
 * any name from being asked of others. Thread-safe.
 */
final class RefusedNames {

  /** Begins the name of an asker who proves nothing. */
  static final String NOBODY = "nobody ";

  /** Of all askers; who proves nothing gives way first, then whoever has most. */
  private static final int NAMES_MAX = 5_000;
  private static final long KEPT_NANOS = TimeUnit.HOURS.toNanos(1);

  private record Refusal(long nanos, String why) {}

  private final SyncClock clock;
  private final Map<String, LinkedHashMap<Hash, Refusal>> byAsker = new HashMap<>();
  private int names;

  RefusedNames(SyncClock clock) {
    this.clock = clock;
  }

  synchronized void add(String asker, Map<Hash, String> reasons) {
    long now = clock.nanoTime();
    reasons.forEach((name, why) -> {
      Refusal before = byAsker.computeIfAbsent(asker, _ -> new LinkedHashMap<>()).put(name, new Refusal(now, why));
      names += before == null ? 1 : 0;
    });
    while (names > NAMES_MAX) {
      Map.Entry<String, LinkedHashMap<Hash, Refusal>> most = Collections.max(byAsker.entrySet(),
          Comparator.comparingInt(each -> each.getValue().size() + (each.getKey().startsWith(NOBODY) ? NAMES_MAX : 0)));
      most.getValue().pollFirstEntry();
      if (most.getValue().isEmpty()) {
        byAsker.remove(most.getKey());
      }
      names--;
    }
  }

  /** The reason by name. */
  synchronized Map<Hash, String> reasons(String asker) {
    long now = clock.nanoTime();
    byAsker.values().forEach(each -> each.values().removeIf(refusal -> now - refusal.nanos > KEPT_NANOS));
    byAsker.values().removeIf(Map::isEmpty);
    names = byAsker.values().stream().mapToInt(Map::size).sum();
    Map<Hash, String> reasons = new LinkedHashMap<>();
    byAsker.getOrDefault(asker, new LinkedHashMap<>()).forEach((name, refusal) -> reasons.put(name, refusal.why));
    return reasons;
  }
}
