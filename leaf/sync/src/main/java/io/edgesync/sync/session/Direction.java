package io.edgesync.sync.session;

/** Which way artifacts flow in a session, seen from the asking side. */
public enum Direction {
  PULL, PUSH, SYNC;

  public boolean pulls() {
    return this != PUSH;
  }

  public boolean pushes() {
    return this != PULL;
  }
}
