package io.edgesync.cli.console;

import java.time.InstantSource;
import picocli.CommandLine.Option;

/** {@code --quiet} of the commands that take long. */
public final class ProgressOption {

  @Option(names = "--quiet", description = "No progress on standard error, only errors.")
  private boolean isQuiet;

  /** Begins to tell how far the command is, or does not. */
  public Progress start(Terminal terminal) {
    return isQuiet ? Progress.silent(terminal) : Progress.on(terminal, InstantSource.system());
  }
}
