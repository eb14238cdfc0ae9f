package io.edgesync.xfer.round;

/**
 * Names one round of one asking node, so that an answering side recognises a round that arrives twice.
 *
 * @param token 1 to 64 letters, digits, {@code -} or {@code _}
 */
public record RoundId(String token) {

  public RoundId {
    if (!token.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("not a round id");
    }
  }
}
