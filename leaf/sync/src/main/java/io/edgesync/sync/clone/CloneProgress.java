package io.edgesync.sync.clone;

import org.jspecify.annotations.Nullable;

/**
 * Whether a clone still gets anywhere. A round does that brings an artifact that was not here, or a greater sequence number than any before; a
 * server may send neither now and then, and may be replaced by another one that counts for itself.
 */
final class CloneProgress {

  private static final int IDLE_ROUNDS_MAX = 3;
  private static final int RESTARTS_MAX = 10;

  private final int roundsMax;
  private long artifacts;
  private int highest;
  private int idleRounds;
  private int roundsWithoutArtifact;
  private int restarts;

  /**
   * @param artifacts that are here at the beginning
   * @param roundsMax how many rounds in a row may count on without bringing an artifact
   */
  CloneProgress(long artifacts, int roundsMax) {
    this.artifacts = artifacts;
    this.roundsMax = roundsMax;
  }

  /** Another server answered, whose numbers begin anew. */
  void restarted() {
    restarts++;
    highest = 0;
  }

  /**
   * After a round; returns what there is to complain of, null where it may go on.
   *
   * @param next the number that the next round asks for, 0 at the end
   * @param held artifacts that are here
   */
  @Nullable
  String after(int next, long held) {
    boolean hasNews = held > artifacts;
    boolean counts = next == 0 || next > highest;
    artifacts = held;
    highest = Math.max(highest, next);
    roundsWithoutArtifact = hasNews ? 0 : roundsWithoutArtifact + 1;
    idleRounds = hasNews || counts ? 0 : idleRounds + 1;
    if (restarts > RESTARTS_MAX) {
      return "expected one server's artifacts in a row, another server code came " + restarts + " times";
    }
    if (idleRounds > IDLE_ROUNDS_MAX || roundsWithoutArtifact > roundsMax) {
      return "expected new artifacts, got none in " + roundsWithoutArtifact + " rounds, up to sequence number "
          + highest;
    }
    return null;
  }
}
