package io.edgesync.xfer.round;

import java.time.Duration;

/**
 * Paces bytes (or lines) that are known only when they were spent: whoever spends goes into debt, and the next waits until that is paid. So in any span of time no
 * more is spent than the rate allows, one burst and one round. Pure; one thread's.
 */
public final class TokenBucket {

  private static final double NANOS = 1e9;

  private final long bytesPerSecond;
  private final double burst;
  private double tokens;
  private long lastNanos;

  /** @param bytesPerSecond 0 for no limit */
  public TokenBucket(long bytesPerSecond, Duration burst, long nowNanos) {
    this.bytesPerSecond = bytesPerSecond;
    this.burst = bytesPerSecond * (burst.toNanos() / NANOS);
    this.tokens = this.burst;
    this.lastNanos = nowNanos;
  }

  private void fill(long nowNanos) {
    long elapsed = Math.max(0, nowNanos - lastNanos);
    tokens = Math.min(burst, tokens + bytesPerSecond * (elapsed / NANOS));
    lastNanos += elapsed;
  }

  /** How long until something may be spent; zero for at once. */
  public Duration pause(long nowNanos) {
    if (bytesPerSecond == 0) {
      return Duration.ZERO;
    }
    fill(nowNanos);
    // Less than a byte is the rounding of time.
    return tokens > -1 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(-tokens / bytesPerSecond * NANOS));
  }

  public void spend(long bytes, long nowNanos) {
    if (bytesPerSecond > 0) {
      fill(nowNanos);
      tokens -= bytes;
    }
  }
}
