package io.edgesync.sync.answer;

import io.edgesync.xfer.card.UvFileCard;
import io.edgesync.xfer.card.UvGimmeCard;
import io.edgesync.xfer.card.UvIgotCard;

/** The cards of one request about unversioned files, of which none are served: no name is known, and nobody may write one. */
final class UnversionedCards {

  void igot(UvIgotCard card) {
    // Clients send it by accident when their request is full.
  }

  void gimme(UvGimmeCard card) {
    // An unknown name has no answer.
  }

  void file(UvFileCard card) {
    // 2.21 drops it without a word.
  }
}
