package io.edgesync.mesh.websocket;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How the two ends of a WebSocket write their frames.
 *
 * @param peerMasks whether the peer masks its frames
 * @param masks where the masks of our frames come from; null for frames without
 * @param compression either side may compress its messages
 * @param browser a browser, which likes small frames
 * @param wholeWhenCompressed a browser that cannot take a compressed message in several frames
 */
record Framing(Masking peerMasks, @Nullable RandomGenerator masks, boolean compression, boolean browser,
    boolean wholeWhenCompressed) {

  /** What of a peer's frames is let pass. */
  enum Masking {
    REQUIRED, OPTIONAL, FORBIDDEN
  }

  /** Of the side that was asked for the upgrade. */
  static Framing ofServer(UpgradeRequest agreed) {
    return new Framing(agreed.masking() ? Masking.REQUIRED : Masking.OPTIONAL, null, agreed.compression(),
        agreed.browser(), agreed.wholeWhenCompressed());
  }

  /**
   * Of the side that asked.
   *
   * @param masks that nobody can guess (RFC 6455, section 10.3)
   */
  static Framing ofClient(RandomGenerator masks) {
    return new Framing(Masking.FORBIDDEN, masks, false, false, false);
  }
}
