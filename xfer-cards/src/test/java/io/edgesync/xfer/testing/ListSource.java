package io.edgesync.xfer.testing;

import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.round.CardSource;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A source over cards that a test holds in a list. */
public final class ListSource implements CardSource {

  private final List<Card> cards;

  private ListSource(List<Card> cards) {
    this.cards = List.copyOf(cards);
  }

  public static ListSource of(List<Card> cards) {
    return new ListSource(cards);
  }

  public static ListSource of(Card... cards) {
    return new ListSource(List.of(cards));
  }

  @Override
  public Cards open() {
    Iterator<Card> iterator = cards.iterator();
    return new Cards() {
      @Override
      public @Nullable Card next() {
        return iterator.hasNext() ? iterator.next() : null;
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }
}
