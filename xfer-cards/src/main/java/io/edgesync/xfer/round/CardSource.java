package io.edgesync.xfer.round;

import io.edgesync.xfer.card.Card;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cards of a request or reply, in order. A source can be opened more than once, because Fossil's login signs the finished
 * text and because a redirected request is sent again; each opening gives the same cards.
 */
public interface CardSource {

  /** One reading of the cards. The caller closes each payload card's content before it asks for the next card. */
  interface Cards extends AutoCloseable {

    /** The next card, or null at the end. */
    @Nullable
    Card next() throws IOException, InterruptedException;

    @Override
    void close();
  }

  Cards open() throws IOException;

  static CardSource of(Card... cards) {
    return of(List.of(cards));
  }

  /** Cards of a list, which are opened as often as is wanted; a payload can be read but once. */
  static CardSource of(List<? extends Card> cards) {
    return () -> {
      Iterator<? extends Card> rest = cards.iterator();
      return new Cards() {
        @Override
        public @Nullable Card next() {
          return rest.hasNext() ? rest.next() : null;
        }

        @Override
        public void close() {}
      };
    };
  }
}
