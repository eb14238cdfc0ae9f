package io.edgesync.xfer.card;

import java.time.Duration;

/**
 * What a reader of cards accepts before it allocates.
 *
 * @param payloadBytesMax largest payload of one card; a larger one becomes an {@link OversizeCard}
 * @param lineBytesMax    longest line that is understood; what a longer one says is an {@link UnknownCard}
 * @param bodyBytesMax    uncompressed bytes of a whole body; more is a {@link ProtocolException}
 * @param budgetPatience  how long a reader waits for the memory budget before it gives up
 */
public record CardLimits(long payloadBytesMax, int lineBytesMax, long bodyBytesMax, Duration budgetPatience) {

  /** Artifacts up to 128 MiB, lines up to 64 KiB, bodies up to 1 GiB, half a minute of patience. */
  public static final CardLimits DEFAULT = new CardLimits(128L << 20, 64 << 10, 1L << 30, Duration.ofSeconds(30));

  public CardLimits {
    if (payloadBytesMax <= 0 || lineBytesMax <= 0 || bodyBytesMax <= 0 || budgetPatience.isNegative()) {
      throw new IllegalArgumentException("card limits must be positive");
    }
  }

  public CardLimits withPayloadBytesMax(long bytes) {
    return new CardLimits(bytes, lineBytesMax, bodyBytesMax, budgetPatience);
  }

  /** For one reply, of which the asker takes no more than {@code bytes}. */
  public CardLimits within(long bytes) {
    return withBodyBytesMax(Math.max(1, Math.min(bodyBytesMax, bytes)));
  }

  public CardLimits withBodyBytesMax(long bytes) {
    return new CardLimits(payloadBytesMax, lineBytesMax, bytes, budgetPatience);
  }
}
