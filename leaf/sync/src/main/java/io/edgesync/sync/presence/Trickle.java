package io.edgesync.sync.presence;

import java.util.random.RandomGenerator;

/**
 * A Trickle timer, RFC 6206 section 4.2, with an addition: messages that differ from ours silence us, too, when there are several times as many
 * of them. Without it a crowd in which everybody differs would not be paced at all. Not thread-safe.
 */
final class Trickle {

  /** So many times as many others silence us when what they say is not what we would say. */
  private static final int OTHERS = 4;
  /** With more listeners the shortest interval is longer in proportion. */
  private static final int PER_INTERVAL = 125;

  private final TricklePace pace;
  private final boolean isFirst;
  private final RandomGenerator random;
  private long shortestNanos;
  private long intervalNanos;
  private long beganNanos;
  /** The moment {@code t} of this interval. */
  private long turnNanos;
  private boolean hadTurn;
  private int same;
  private int others;

  /** @param isFirst its turn comes before those of all others, so that it is one of those who speak */
  Trickle(TricklePace pace, boolean isFirst, int audience, RandomGenerator random, long nowNanos) {
    this.pace = pace;
    this.isFirst = isFirst;
    this.random = random;
    audience(audience);
    begin(shortestNanos, nowNanos);
  }

  /** So many hear what is said: what is new there takes its time until all have acted on it, and so long nobody need hurry. */
  void audience(int nodes) {
    shortestNanos = Math.clamp(nodes * pace.intervalMin().toNanos() / PER_INTERVAL, pace.intervalMin().toNanos(),
        pace.intervalMax().toNanos());
  }

  private void begin(long nanos, long nowNanos) {
    intervalNanos = nanos;
    beganNanos = nowNanos;
    turnNanos = nowNanos + nanos / 2 + (isFirst ? 0 : random.nextLong(nanos - nanos / 2));
    hadTurn = false;
    same = 0;
    others = 0;
  }

  /** Somebody said what we would say. */
  void consistent() {
    same++;
  }

  /** Somebody said something else. When many do, it helps nobody that all say what they have before they have compared. */
  void inconsistent() {
    others++;
  }

  /** Something is new. */
  void reset(long nowNanos) {
    if (intervalNanos > shortestNanos) {
      begin(shortestNanos, nowNanos);
    }
  }

  /** Moves on to {@code nowNanos}; returns whether something is to be said. */
  boolean advance(long nowNanos) {
    boolean says = false;
    if (!hadTurn && nowNanos - turnNanos >= 0) {
      hadTurn = true;
      says = same < pace.redundancy() && same + others < OTHERS * pace.redundancy();
    }
    if (nowNanos - beganNanos - intervalNanos >= 0) {
      // From now on, not from when it should have begun: a device that slept has missed those intervals.
      begin(Math.min(2 * intervalNanos, pace.intervalMax().toNanos()), nowNanos);
    }
    return says;
  }

  /** When {@link #advance} has something to do again. */
  long nextNanos() {
    return hadTurn ? beganNanos + intervalNanos : turnNanos;
  }
}
