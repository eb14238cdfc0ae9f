package io.edgesync.agent.metrics;

import io.edgesync.agent.status.SessionState;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import java.time.Duration;

/** Hears of a daemon's sessions and rounds, on the threads that run them; must not block. A peer is a node key or a URL without credentials. */
public interface SyncObserver {

  SyncObserver SILENT = new SyncObserver() {
  };

  /** How a round ended. */
  enum RoundEnd {
    OK, REFUSED, FAILED
  }

  /** A session with a peer begins. */
  default void sessionStarted(ProjectCode project, String peer) {}

  /**
   * A session ended, or could not begin.
   *
   * @param how never {@link SessionState.Outcome#NEVER}
   */
  default void sessionEnded(ProjectCode project, String peer, SessionState how, Duration took) {}

  /** A round that this daemon asked for ended. */
  default void roundEnded(ProjectCode project, String peer, RoundEnd how, Duration took) {}

  /**
   * A round of somebody else was answered; the reply travels after this.
   *
   * @param isDenied whether it was refused what it asked for
   */
  default void roundAnswered(ProjectCode project, boolean isDenied, Duration took) {}

  /** An artifact does not cross; told once since the start. */
  default void artifactBlocked(ProjectCode project, Hash artifact, String why) {}
}
