package io.edgesync.agent.nats;

import io.edgesync.sync.BoundedMap;
import java.util.Map;

/**
 * Who answers which round: where two of our ways lead into the same NATS network, each brings all that is sent to us, and a round is answered by the
 * one by which it came first. Thread-safe.
 */
public final class TakenRounds {

  /** Remembered beyond their end: the copy that came by the longer way may be a little late. */
  private static final int ROUNDS_MAX = 1_000;

  private final Map<String, Object> takers = BoundedMap.of(ROUNDS_MAX);

  /** Whether it is for {@code taker} to answer, now and when more of it comes. */
  synchronized boolean take(String round, Object taker) {
    return takers.computeIfAbsent(round, _ -> taker).equals(taker);
  }
}
