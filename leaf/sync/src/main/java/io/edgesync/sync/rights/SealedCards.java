package io.edgesync.sync.rights;

import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Principal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The cards of a reply, and its seal behind them. */
public final class SealedCards implements CardSource.Cards {

  /** What the line takes. */
  public static final long BYTES = 100;

  private final CardSource.Cards cards;
  private final Principal.BodyProver seal;
  private final CardDigest digest = new CardDigest();
  private boolean isSealed;

  /** @param cards closed with this */
  public SealedCards(CardSource.Cards cards, Principal.BodyProver seal) {
    this.cards = cards;
    this.seal = seal;
  }

  @Override
  public @Nullable Card next() throws IOException, InterruptedException {
    if (isSealed) {
      return null;
    }
    Card card = cards.next();
    if (card == null) {
      isSealed = true;
      return seal.prove(digest.value());
    }
    digest.add(card);
    return card;
  }

  @Override
  public void close() {
    cards.close();
  }
}
