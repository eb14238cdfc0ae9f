package io.edgesync.xfer.round;

import io.edgesync.xfer.card.Card;
import java.io.IOException;
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
}
