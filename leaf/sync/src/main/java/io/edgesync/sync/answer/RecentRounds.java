package io.edgesync.sync.answer;

import io.edgesync.sync.BoundedMap;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.RoundId;
import java.util.Map;

/**
 * Recognises a round that arrives again: while it is being answered the copy is turned away, afterwards the copy is answered without
 * storing its artifacts a second time. Remembers a bounded number of rounds, the oldest go first. Thread-safe.
 */
final class RecentRounds {

  private static final int ROUNDS_MAX = 2000;

  /** Who asked which round. */
  record Key(String asker, String round) {}

  private final Map<Key, Boolean> applied = BoundedMap.of(ROUNDS_MAX);

  /** @param asker as it is proven */
  static Key key(Principal asker, RoundId round) {
    String who = switch (asker) {
      case Principal.Nobody(),Principal.Mesh _,Principal.ProvingNode _ -> "";
      case Principal.FossilLogin(var signer) -> "login " + signer.login();
      case Principal.Node(String nodeKey, var by) -> "node " + nodeKey;
    };
    return new Key(who, round.token());
  }

  /** Returns whether the round was applied before. */
  synchronized boolean begin(Key key) throws DuplicateRoundException {
    Boolean before = applied.get(key);
    if (before != null && !before) {
      throw new DuplicateRoundException(key.round());
    }
    if (before == null) {
      applied.put(key, false);
    }
    return before != null;
  }

  /** The request was read to its end. */
  synchronized void applied(Key key) {
    applied.put(key, true);
  }

  /** The request could not be applied: a copy of it is welcome. */
  synchronized void failed(Key key) {
    applied.remove(key, false);
  }
}
