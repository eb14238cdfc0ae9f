package io.edgesync.sync.session;

import io.edgesync.sync.reconcile.Asking;
import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a session's machine is told. */
sealed interface SessionEvent {

  /** @param phantoms names that the repository wants, at most {@link SessionMachine#phantomsMax()} of them */
  record Started(List<Hash> phantoms) implements SessionEvent {}

  /**
   * A reply was read and is being stored. May be followed by a round that gives what it asked for; the two replies are one event then.
   *
   * @param asked names that the peer turned out to lack
   */
  record Heard(List<Hash> asked) implements SessionEvent {}

  /**
   * A reply was read to its end, or to its first error.
   *
   * @param agreement how far the two sets are known to each other
   * @param given     names that the peer turned out to lack
   * @param knowsOurs the peer has named, or was given, all that a list of ours would name
   * @param namesMore the list of all that we hold is not at its end
   * @param gave      the requests carried artifacts
   */
  record Replied(ReplyFacts facts, List<Hash> phantoms, Asking.State agreement, List<Hash> given,
      boolean knowsOurs, boolean namesMore, boolean gave)
      implements
        SessionEvent {}

  /**
   * The exchange broke, or made no sense; what arrived before is stored.
   *
   * @param cause null where the peer did what it should not
   */
  record Broken(String text, @Nullable Exception cause) implements SessionEvent {}
}
