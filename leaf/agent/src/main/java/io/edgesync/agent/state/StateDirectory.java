package io.edgesync.agent.state;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The directory that one daemon owns while it runs. */
public final class StateDirectory {

  private StateDirectory() {}

  /**
   * Where a daemon keeps its state when it is not told: {@code $XDG_STATE_HOME/edgesync}, else
   * {@code ~/.local/state/edgesync} (XDG base directory specification: a relative value is ignored).
   */
  public static Path defaultPath(Map<String, String> environment, Path home) {
    @Nullable
    String xdg = environment.get("XDG_STATE_HOME");
    if (xdg != null && Path.of(xdg).isAbsolute()) {
      return Path.of(xdg, "edgesync");
    }
    return home.resolve(".local").resolve("state").resolve("edgesync");
  }
}
