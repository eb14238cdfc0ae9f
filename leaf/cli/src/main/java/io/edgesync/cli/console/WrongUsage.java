package io.edgesync.cli.console;

/** Arguments that parse but cannot mean anything: one line, exit code 64. */
public final class WrongUsage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WrongUsage(String message) {
    super(message);
  }
}
