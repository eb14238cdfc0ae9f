package io.edgesync.cli.console;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code -v}, on every level: the whole stack of a failure, and the daemon's debug log. */
public final class Verbosity {

  @Option(names = {"-v",
      "--verbose"}, scope = ScopeType.INHERIT, description = "Say more: debug log lines, and the stack of a failure.")
  private boolean verbose;

  public boolean isVerbose() {
    return verbose;
  }
}
