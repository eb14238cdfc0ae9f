package io.edgesync.sync.reconcile;

/** What the peer said about ranges is no such thing. One line: subject, expectation, observation. */
public final class ReconcileException extends Exception {
  private static final long serialVersionUID = 1L;

  ReconcileException(String message) {
    super("ranges: " + message);
  }
}
