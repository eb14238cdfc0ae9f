package io.edgesync.xfer.round;

import io.edgesync.xfer.card.Card;
import java.io.IOException;

/** Takes the cards of a reply, in order, on the thread that exchanges the round. */
@FunctionalInterface
public interface CardSink {

  /**
   * Takes one card and, with a payload card, its content: the sink closes it.
   *
   * @throws IOException when the sink can take no more; the exchange ends with it
   */
  void accept(Card card) throws IOException, InterruptedException;
}
