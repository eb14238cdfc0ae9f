package io.edgesync.repository.database;

/**
 * Since when other programs have kept our readers, or our writer, from the file without a break. Operations that queue behind one that is
 * refused share its waiting: when a program never lets go, all of them fail after one patience, not each after its own.
 */
final class Lockout {

  private boolean refused;
  private long sinceNanos;
  private long lastNanos;

  /** An attempt was refused; returns when the refusals began. */
  synchronized long refused(long nowNanos) {
    if (!refused) {
      refused = true;
      sinceNanos = nowNanos;
    }
    lastNanos = nowNanos;
    return sinceNanos;
  }

  /** Whether it has gone on for {@code leastNanos}, as seen by an attempt within the last {@code freshNanos}. */
  synchronized boolean lasts(long leastNanos, long freshNanos, long nowNanos) {
    return refused && nowNanos - sinceNanos >= leastNanos && nowNanos - lastNanos <= freshNanos;
  }

  /** An attempt succeeded. */
  synchronized void over() {
    refused = false;
  }
}
