package io.edgesync.sync.answer;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.sync.BoundedMap;
import io.edgesync.sync.SyncClock;
import io.edgesync.xfer.round.Round;
import java.time.Duration;
import java.util.Map;

/**
 * Knows a signed request that was answered before, whoever brings it again: somebody who recorded it must not get with it what has come since, nor
 * do again what it did. Every client makes its requests differ, so a nonce is used once; only a round that a transport repeats, its answer having
 * been lost, comes with the same nonce, and soon.
 *
 * <p>The nonces of the last proven logins are remembered in memory, and those of requests that brought artifacts in the repository, where
 * {@code rcvfrom} has them anyway. Thread-safe.
 */
final class RecentLogins {

  private static final int LOGINS_MAX = 20_000;
  private static final long REPEATS_NANOS_MAX = Duration.ofMinutes(10).toNanos();

  /** The round that a nonce came with first, and when. */
  private record Use(RecentRounds.Key round, long nanos) {}

  private final SyncClock clock;
  private final Map<String, Use> used = BoundedMap.of(LOGINS_MAX);

  RecentLogins(SyncClock clock) {
    this.clock = clock;
  }

  /** Whether a proven login is a new one, or comes with the same round again. */
  boolean accepts(String nonce, Round round, ArtifactStore store) {
    RecentRounds.Key key = RecentRounds.key(round.asker(), round.id());
    Use before;
    synchronized (this) {
      before = used.putIfAbsent(nonce, new Use(key, clock.nanoTime()));
    }
    return before == null
        ? !store.hasReceived(nonce)
        : before.round().equals(key) && clock.nanoTime() - before.nanos() < REPEATS_NANOS_MAX;
  }
}
