package io.edgesync.sync.send;

import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.MessageCard;
import java.util.ArrayList;
import java.util.List;

/**
 * What the peer takes and what the message may hold.
 *
 * @param bytesMax             card bytes after which artifacts are only named by {@code igot}; passed by at most one artifact
 * @param bytesHardMax         card bytes that the message never passes; an artifact that alone would is refused by name
 * @param deadlineNanos        on the monotonic clock: from then on artifacts are only named
 * @param storedForm           the peer takes {@code cfile} outside of a clone
 * @param storedDeltas         also those that are deltas of something that the peer may have to ask for
 * @param inflated             small ones as {@link Inflated} ones
 * @param privateToo           the peer may have private artifacts
 * @param privateNames         otherwise, the peer may be told that one which it asked for is private
 * @param sha3                 the peer knows names of 64 digits
 * @param peerArtifactBytesMax the largest artifact that the peer takes, as far as it said
 * @param artifactBytesMax     the largest artifact that is sent
 * @param deltaBytesMax        artifacts above this are not made into deltas
 * @param namesBlocked         the peer understands {@link BlockedPragma}
 * @param saysBlocked          the message may have a {@code message} card: a request that has one is refused as a whole
 */
public record SendRules(long bytesMax, long bytesHardMax, long deadlineNanos, boolean storedForm, boolean storedDeltas,
    boolean inflated, boolean privateToo, boolean privateNames, boolean sha3, long peerArtifactBytesMax,
    long artifactBytesMax,
    long deltaBytesMax,
    boolean namesBlocked, boolean saysBlocked) {

  /** For a message that carries no artifacts. */
  public static SendRules withoutArtifacts(long bytesMax, long deadlineNanos) {
    return new SendRules(bytesMax, Long.MAX_VALUE, deadlineNanos, false, false, false, false, true, true, 0, 0, 0,
        false, false);
  }

  /** What the peer is told of an artifact that is left out. */
  List<Card> naming(BlockedPragma artifact) {
    List<Card> cards = new ArrayList<>();
    if (namesBlocked) {
      cards.add(artifact.card());
    }
    if (saysBlocked) {
      cards.add(new MessageCard(artifact.text()));
    }
    return cards;
  }

  long artifactBytesLimit() {
    return Math.min(peerArtifactBytesMax, artifactBytesMax);
  }
}
