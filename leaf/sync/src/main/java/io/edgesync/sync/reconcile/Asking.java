package io.edgesync.sync.reconcile;

import io.edgesync.sync.Fingerprint;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.PragmaCard;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The asking side of a reconciliation, through one session: what the next request says about the set, and what a reply means. One thread.
 */
public final class Asking {

  /** Where the two sides are after a reply. */
  public enum State {
    /** The peer does not reconcile. */
    UNKNOWN,
    /** There is more to be said about ranges. */
    TALKING,
    /** Nothing is left to be said, and the sets are not equal: one side may not or will not take something, or ids met by chance. */
    DIFFERENT,
    /** Both hold the same. */
    EQUAL
  }

  private final PublicNames names;
  private final boolean gives;
  private final boolean takes;
  private final RandomGenerator random;
  private RangeMessage next = RangeMessage.EMPTY;
  private boolean saysWhole = true;
  private long salt;
  private State state = State.UNKNOWN;
  private @Nullable String agreed;

  /**
   * @param gives whether the peer may have what it lacks
   * @param takes whether what the peer holds is wanted
   */
  public Asking(PublicNames names, boolean gives, boolean takes, RandomGenerator random) {
    this.names = names;
    this.gives = gives;
    this.takes = takes;
    this.random = random;
  }

  /** What the next request says. */
  public List<PragmaCard> cards() {
    List<PragmaCard> cards = new ArrayList<>(RangeCards.ranges(next));
    if (saysWhole) {
      Fingerprint ours = names.fingerprint();
      cards.add(RangeCards.set(ours.digest(), ours.count(), salt));
    }
    return cards;
  }

  public State state() {
    return state;
  }

  /** The digest of both sets while they are {@link State#EQUAL}; null otherwise. */
  public @Nullable String agreed() {
    return state == State.EQUAL ? agreed : null;
  }

  /**
   * Reads what a reply said, when what it brought is stored.
   *
   * @return names to be given to the peer
   */
  public List<Hash> replied(RangeCards reply) throws ReconcileException {
    RangeCards.Whole theirs = reply.whole();
    saysWhole = false;
    if (theirs == null) {
      state = State.UNKNOWN;
      return List.of();
    }
    RangeMessage message = reply.message();
    PublicNames.View view = names.view();
    boolean isEqual = view.fingerprint().digest().equals(theirs.digest());
    if (message.isEmpty() || isEqual) {
      next = RangeMessage.EMPTY;
      state = isEqual ? State.EQUAL : State.DIFFERENT;
      agreed = isEqual ? theirs.digest() : null;
      return List.of();
    }
    Reconciliation.Step step = Reconciliation.answer(message, view, gives, takes, true);
    next = step.reply();
    state = next.isEmpty() ? State.DIFFERENT : State.TALKING;
    return step.given();
  }

  /** The names that a reply asks for, which does not depend on what it brought. It is still to be read as a whole. */
  public List<Hash> askedFor(RangeCards reply) {
    try {
      RangeMessage message = reply.message();
      RangeMessage asks = new RangeMessage(message.salt(), List.of(), List.of(), message.asks(), List.of());
      return asks.isEmpty() ? List.of() : Reconciliation.answer(asks, names.view(), gives, takes, true).given();
    } catch (ReconcileException e) {
      // Is said when the reply is stored.
      return List.of();
    }
  }

  /** Compares once more from the beginning, with other ids. */
  public void beginAnew() {
    saysWhole = true;
    next = RangeMessage.EMPTY;
    do {
      salt = random.nextLong();
    } while (salt == 0);
  }
}
