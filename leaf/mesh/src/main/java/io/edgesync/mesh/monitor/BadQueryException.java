package io.edgesync.mesh.monitor;

/** A parameter means nothing; the message is the answer. */
final class BadQueryException extends Exception {
  private static final long serialVersionUID = 1L;

  BadQueryException(String message) {
    super(message);
  }
}
