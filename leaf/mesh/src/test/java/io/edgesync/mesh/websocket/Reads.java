package io.edgesync.mesh.websocket;

/** A connection that says whether it wants to read, and hears how much waits for it. */
final class Reads implements Acceptor.Reading {
  boolean paused;
  long waiting;

  @Override
  public boolean isPaused() {
    return paused;
  }

  @Override
  public void waits(long bytes) {
    waiting = bytes;
  }
}
