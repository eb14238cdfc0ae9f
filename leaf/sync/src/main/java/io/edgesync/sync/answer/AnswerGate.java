package io.edgesync.sync.answer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lets in so many rounds at a time, and so many of one asker. Who is not let in is told when to come back, each a little later than the one before:
 * at the pace at which rounds are answered here. Pure: time comes in. Not thread-safe.
 */
public final class AnswerGate {

  private static final long FIRST_GUESS_NANOS = Duration.ofMillis(20).toNanos();

  /**
   * Bounds.
   *
   * @param roundsMax   rounds at a time, those that wait for their turn included
   * @param perAskerMax of them those of one asker
   * @param retryMin    the shortest time to stay away
   * @param retryMax    the longest
   */
  public record Limits(int roundsMax, int perAskerMax, Duration retryMin, Duration retryMax) {

    public static Limits of(int roundsMax) {
      return new Limits(roundsMax, Math.max(2, roundsMax / 4), Duration.ofSeconds(1), Duration.ofMinutes(1));
    }
  }

  private final Limits limits;
  private final Map<String, Integer> inside = new HashMap<>();
  private int rounds;
  private long meanNanos = FIRST_GUESS_NANOS;
  /** Up to when we have told askers to come. */
  private long promisedNanos;
  private boolean hasPromised;

  public AnswerGate(Limits limits) {
    this.limits = limits;
  }

  public int rounds() {
    return rounds;
  }

  /** Whether the asker has fewer rounds than it may have, be there room for another one or not. */
  public boolean hasRoomOf(String asker) {
    return inside.getOrDefault(asker, 0) < limits.perAskerMax();
  }

  /** Empty when the round is let in, which {@link #leave} ends; else when the asker should come back. */
  public Optional<Duration> enter(String asker, long nowNanos) {
    int his = inside.getOrDefault(asker, 0);
    if (rounds < limits.roundsMax() && his < limits.perAskerMax()) {
      rounds++;
      inside.put(asker, his + 1);
      return Optional.empty();
    }
    if (!hasPromised || promisedNanos - nowNanos < 0) {
      promisedNanos = nowNanos;
      hasPromised = true;
    }
    promisedNanos = Math.min(promisedNanos + Math.max(1, meanNanos / limits.roundsMax()),
        nowNanos + limits.retryMax().toNanos());
    return Optional.of(Duration.ofNanos(Math.max(limits.retryMin().toNanos(), promisedNanos - nowNanos)));
  }

  /** @param tookNanos since it was let in */
  public void leave(String asker, long tookNanos) {
    rounds--;
    inside.computeIfPresent(asker, (_, his) -> his == 1 ? null : his - 1);
    meanNanos += (tookNanos - meanNanos) / 8;
  }
}
