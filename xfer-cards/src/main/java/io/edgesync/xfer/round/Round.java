package io.edgesync.xfer.round;

import io.edgesync.xfer.artifact.ProjectCode;
import org.jspecify.annotations.Nullable;

/**
 * One request and one reply of cards.
 *
 * @param id            names the round for the answering side's deduplication
 * @param project       the project asked for; null where the asker does not know it yet (the first round of a clone by URL)
 * @param asker         who asks
 * @param deadline      when the asker stops waiting
 * @param trace         trace context
 * @param replyBytesMax uncompressed bytes of cards that the asker is willing to receive
 */
public record Round(RoundId id, @Nullable ProjectCode project, Principal asker, Deadline deadline, Trace trace,
    long replyBytesMax) {

  /** The same asked by somebody else. */
  public Round by(Principal other) {
    return new Round(id, project, other, deadline, trace, replyBytesMax);
  }
}
