package io.edgesync.xfer.card;

import java.io.IOException;

/** The memory budget stayed spent for as long as a reader would wait: this side is too busy, the peer did nothing wrong. */
public final class StarvedException extends IOException {
  private static final long serialVersionUID = 1L;

  public StarvedException(String card, Exception cause) {
    super(card + ": " + cause.getMessage(), cause);
  }
}
