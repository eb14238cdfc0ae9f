package io.edgesync.xfer.card;

import java.io.IOException;

/**
 * The peer sent bytes that no reading of the protocol can go on from. The answering side reports {@link #reason()} in an
 * {@code error} card and stops reading; the asking side gives up the reply.
 */
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String card;
  private final String reason;

  /**
   * @param card   the first word of the offending line, or empty where there was none
   * @param reason as Fossil words it where Fossil has words, for example {@code malformed file line}
   */
  public ProtocolException(String card, String reason) {
    super(reason);
    this.card = card;
    this.reason = reason;
  }

  public String card() {
    return card;
  }

  public String reason() {
    return reason;
  }
}
