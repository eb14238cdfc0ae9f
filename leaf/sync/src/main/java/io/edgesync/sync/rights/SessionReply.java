package io.edgesync.sync.rights;

import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.round.CardSink;
import java.io.IOException;

/** Passes a reply on, unless it says first that the session is unknown. One thread's. */
final class SessionReply implements CardSink {

  private final String session;
  private final CardSink reply;
  private boolean hasBegun;
  private boolean isUnknown;

  SessionReply(String session, CardSink reply) {
    this.session = session;
    this.reply = reply;
  }

  /** Nothing was heeded of what was asked. */
  boolean isUnknown() {
    return isUnknown;
  }

  @Override
  public void accept(Card card) throws IOException, InterruptedException {
    isUnknown |= !hasBegun && card instanceof PragmaCard pragma && SessionCards.isUnknown(pragma, session);
    hasBegun = true;
    if (isUnknown) {
      card.close();
    } else {
      reply.accept(card);
    }
  }
}
