package io.edgesync.sync.reconcile;

import io.edgesync.sync.Fingerprint;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.PragmaCard;
import java.util.ArrayList;
import java.util.List;

/** The answering side of a reconciliation, which keeps nothing between two requests. */
public final class Answering {

  private Answering() {}

  /**
   * What is to be said and sent.
   *
   * @param given   names that the asker lacks and may have
   * @param isEqual both hold the same
   */
  public record Answer(List<PragmaCard> cards, List<Hash> given, boolean isEqual) {
    public Answer {
      cards = List.copyOf(cards);
      given = List.copyOf(given);
    }
  }

  /**
   * Answers what a request said, when what it brought is stored.
   *
   * @param gives whether the asker may read and wants to
   * @param takes whether it may write and wants to
   * @throws ReconcileException where the request makes no sense; no name was told
   */
  public static Answer answer(RangeCards request, PublicNames names, boolean gives, boolean takes)
      throws ReconcileException {
    RangeMessage message = request.message();
    RangeCards.Whole theirs = request.whole();
    PublicNames.View view = names.view();
    Fingerprint ours = view.fingerprint();
    String digest = ours.digest();
    boolean isEqual = theirs != null && theirs.digest().equals(digest);
    List<PragmaCard> cards = new ArrayList<>(List.of(RangeCards.set(digest, ours.count(), 0)));
    List<Hash> given = List.of();
    if (theirs != null && !isEqual) {
      cards.addAll(RangeCards.ranges(Reconciliation.first(view, theirs.salt())));
    } else if (!message.isEmpty()) {
      Reconciliation.Step step = Reconciliation.answer(message, view, gives, takes, false);
      cards.addAll(RangeCards.ranges(step.reply()));
      given = step.given();
    }
    return new Answer(cards, given, isEqual);
  }
}
