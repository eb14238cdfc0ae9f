package io.edgesync.sync.answer;

import io.edgesync.sync.PeerHello;
import io.edgesync.sync.PeerText;
import io.edgesync.sync.reconcile.Answering;
import io.edgesync.sync.reconcile.PublicNames;
import io.edgesync.sync.reconcile.ReconcileException;
import io.edgesync.sync.send.Item;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.PragmaCard;
import java.util.List;

/** Answers what a request of one of our own peers says about its set. Whoever may not read learns nothing of ours. */
final class SetAnswer {

  private final PublicNames names;
  private final RequestState state;

  SetAnswer(PublicNames names, RequestState state) {
    this.names = names;
    this.state = state;
  }

  /** Says it, when what the request brought is stored. */
  void say(List<Hash> stored) {
    boolean isAsked = state.peer != null && state.peer.has(PeerHello.RECONCILE) && !state.ranges.isEmpty();
    if (!isAsked || state.isStopped() || !state.rights.read() || !(state.pulls || state.pushes)) {
      return;
    }
    names.stored(stored);
    try {
      Answering.Answer answer = Answering.answer(state.ranges, names, state.pulls, state.pushes);
      state.isReconciled = true;
      for (PragmaCard card : answer.cards()) {
        state.said.add(new Item.One(card));
      }
      for (Hash name : answer.given()) {
        if (!state.held.contains(name) && state.requested.add(name)) {
          state.said.add(new Item.Artifact(name));
        }
      }
    } catch (ReconcileException e) {
      state.fatal(PeerText.clean(String.valueOf(e.getMessage())));
    }
  }
}
