package io.edgesync.xfer.delta;

/** Bytes that are no delta, or a delta that does not fit the source it was applied to. */
public final class DeltaException extends Exception {
  private static final long serialVersionUID = 1L;

  DeltaException(String message) {
    super(message);
  }
}
