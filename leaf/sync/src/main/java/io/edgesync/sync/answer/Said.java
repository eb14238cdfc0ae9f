package io.edgesync.sync.answer;

import io.edgesync.sync.send.Item;
import io.edgesync.xfer.card.Card;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be said about the cards of one request, in order. Notices are bounded: a gigabyte of short cards, each of which calls for
 * one, is a megabyte on the wire and must not fill the heap here. What the asker names by a hash is bounded where it is collected.
 */
final class Said {
  private static final int NOTICES_MAX = 1000;

  private final List<Item> items = new ArrayList<>();
  private int notices;

  /** Says a card without payload, unless too much was said already. */
  void notice(Card card) {
    if (notices < NOTICES_MAX) {
      notices++;
      items.add(new Item.One(card));
    }
  }

  void add(Item item) {
    items.add(item);
  }

  /** Nothing of it is said. */
  void discard() {
    items.clear();
    notices = 0;
  }

  List<Item> items() {
    return items;
  }
}
