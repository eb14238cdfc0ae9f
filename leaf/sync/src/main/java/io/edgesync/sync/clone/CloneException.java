package io.edgesync.sync.clone;

import org.jspecify.annotations.Nullable;

/** A clone that did not succeed. What arrived stays in the part file, and the next attempt goes on from there. */
public final class CloneException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean isDenied;

  CloneException(String message, boolean isDenied, @Nullable Throwable cause) {
    super(message, cause);
    this.isDenied = isDenied;
  }

  /** The server refused: trying again with the same login is of no use. */
  public boolean isDenied() {
    return isDenied;
  }
}
