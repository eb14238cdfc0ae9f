package io.edgesync.agent;

import io.edgesync.agent.status.DaemonStatus;

/** One running leaf: its repositories, its place in the mesh, its HTTP front and its control socket. */
public final class Daemon implements AutoCloseable {

  private Daemon() {}

  /**
   * Opens the repositories, takes the state directory and starts to listen; when it returns, everything answers.
   *
   * @throws AgentException with nothing left running and no repository changed
   */
  public static Daemon start(DaemonOptions options) throws AgentException, InterruptedException {
    throw new IllegalStateException("not wired yet");
  }

  /** Where it listens and what it serves. */
  public Ready ready() {
    throw new IllegalStateException("not wired yet");
  }

  /** Links, repositories and the last session with each peer, as of now. */
  public DaemonStatus status() {
    throw new IllegalStateException("not wired yet");
  }

  /** Starts a session with every known peer of every project now; returns at once. */
  public void syncNow() {
    throw new IllegalStateException("not wired yet");
  }

  /** Ends sessions, listeners and links, then closes the repositories; waits a few seconds at most. Idempotent. */
  @Override
  public void close() {}
}
