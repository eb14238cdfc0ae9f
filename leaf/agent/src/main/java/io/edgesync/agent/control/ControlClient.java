package io.edgesync.agent.control;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.status.DaemonStatus;
import java.nio.file.Path;

/** Asks the daemon of one state directory. Not thread-safe. */
public final class ControlClient implements AutoCloseable {

  private ControlClient() {}

  /**
   * @throws AgentException.NotRunning when there is no socket or nobody listens on it
   */
  public static ControlClient connect(Path stateDir) throws AgentException {
    throw new IllegalStateException("not wired yet");
  }

  public DaemonStatus status() throws AgentException {
    throw new IllegalStateException("not wired yet");
  }

  /** Starts sessions with every known peer; returns when the daemon has taken the order. */
  public void syncNow() throws AgentException {
    throw new IllegalStateException("not wired yet");
  }

  /** Tells the daemon that {@code repository} has just been written to, so that it looks at once. */
  public void commitHint(Path repository) throws AgentException {
    throw new IllegalStateException("not wired yet");
  }

  @Override
  public void close() {}
}
