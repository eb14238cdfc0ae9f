package io.edgesync.cli.sync;

import io.edgesync.agent.state.StateDirectory;
import io.edgesync.cli.console.Terminal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --state-dir}: where a daemon keeps key, database, lock and control socket. */
public final class StateOption {

  @Option(names = "--state-dir", paramLabel = "DIR", description = "The daemon's directory: key, database, lock, control socket. Default: $XDG_STATE_HOME/edgesync, else ~/.local/state/edgesync.")
  private @Nullable Path directory;

  /** What was given; null without the flag. */
  @Nullable
  Path given(Terminal terminal) {
    return directory == null ? null : terminal.resolve(directory);
  }

  public Path path(Terminal terminal) {
    if (directory != null) {
      return terminal.resolve(directory);
    }
    String home = terminal.environment("HOME");
    return StateDirectory.defaultPath(terminal.environment(),
        Path.of(home == null ? System.getProperty("user.home") : home));
  }
}
