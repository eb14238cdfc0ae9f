package io.edgesync.sync.send;

import io.edgesync.xfer.card.Card;
import java.io.IOException;
import java.util.List;

/** Makes cards when the message has come to them, so that what they carry is in memory only then. */
@FunctionalInterface
public interface Later {

  /**
   * What is left of a message.
   *
   * @param bytes        card bytes before these
   * @param isFull       whether payloads wait for the next message
   * @param bytesHardMax card bytes that no message may exceed
   */
  record Room(long bytes, boolean isFull, long bytesHardMax) {

    /** Whether a card fits into this message. */
    public boolean fits(Card card) {
      return bytes + CardBytes.of(card) <= bytesHardMax;
    }

    /** Whether a card fits into no message. */
    public boolean neverFits(Card card) {
      return CardBytes.of(card) > bytesHardMax;
    }
  }

  /** The cards, whoever takes them closes them. When the message is made a second time they must be the same. */
  List<Card> cards(Room room) throws IOException;
}
