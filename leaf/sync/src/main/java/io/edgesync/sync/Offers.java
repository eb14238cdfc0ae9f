package io.edgesync.sync;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactStore.Known;
import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.IgotCard;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What the other side of a round brings and offers, as far as it is private or public: the same on the asking and the answering side. Names are looked up many
 * at a time. One round, one thread. Source: {@code src/xfer.c}, cards {@code private} and {@code igot}.
 */
public final class Offers {

  /** Names looked up at once. */
  private static final int LOOKUPS = 1000;

  /** What becomes of a name. */
  public interface Taker {
    /** It is lacking here, or private here and said to be public, which its content has to prove. */
    void lacking(Hash name, boolean isPrivate);

    /** It is public here, or a phantom, and said to be private. */
    void privateThere(Hash name);
  }

  private final ArtifactStore store;
  private final BooleanSupplier privateToo;
  private final Taker taker;
  private final List<IgotCard> unseen = new ArrayList<>();
  private boolean isNextPrivate;

  /** @param privateToo whether private artifacts may cross */
  public Offers(ArtifactStore store, BooleanSupplier privateToo, Taker taker) {
    this.store = store;
    this.privateToo = privateToo;
    this.taker = taker;
  }

  /** A {@code private} card: the artifact that follows is. */
  public void nextIsPrivate() {
    isNextPrivate = true;
  }

  /** Whether the artifact that is here now was marked; the mark is used up. */
  public boolean takeMark() {
    boolean isPrivate = isNextPrivate;
    isNextPrivate = false;
    return isPrivate;
  }

  /** Whether an artifact may cross. */
  public boolean takes(boolean isPrivate) {
    return !isPrivate || privateToo.getAsBoolean();
  }

  public void add(IgotCard card) {
    unseen.add(card);
    if (unseen.size() >= LOOKUPS) {
      lookUp();
    }
  }

  /** Looks up what was added. */
  public void lookUp() {
    List<Known> found = store.lookupAll(unseen.stream().map(IgotCard::name).toList());
    for (int i = 0; i < unseen.size(); i++) {
      if (!found.get(i).isShunned()) {
        judge(unseen.get(i), found.get(i));
      }
    }
    unseen.clear();
  }

  private void judge(IgotCard card, Known known) {
    boolean lacks = known.presence() == Presence.ABSENT || known.presence() == Presence.PHANTOM;
    if (!card.isPrivate()) {
      if (lacks || (known.isHeld() && known.isPrivate())) {
        taker.lacking(card.name(), false);
      }
      return;
    }
    // Without the right to it nobody makes something private that is public here; a phantom that its holder will not give is asked for no more.
    boolean mayMark = privateToo.getAsBoolean() || known.presence() == Presence.PHANTOM;
    if (mayMark && known.presence() != Presence.ABSENT && !known.isPrivate()) {
      taker.privateThere(card.name());
    }
    if (lacks && privateToo.getAsBoolean()) {
      taker.lacking(card.name(), true);
    }
  }
}
