package io.edgesync.cli.console;

import org.jspecify.annotations.Nullable;

/** A command that could not do its work: one line that names the thing, what was expected, and the remedy. Exit code 1. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Failure(String message) {
    this(message, null);
  }

  public Failure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
