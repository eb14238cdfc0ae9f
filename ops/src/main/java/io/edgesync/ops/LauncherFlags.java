package io.edgesync.ops;

import io.edgesync.cli.console.Failure;
import java.util.List;

/** The flags of our JVMs, as {@code ops/lib/launch.bash} has them and the launchers hand them over. */
public final class LauncherFlags {

  private LauncherFlags() {}

  /** @throws Failure when no launcher told them */
  public static List<String> daemon() {
    return in("EDGESYNC_DAEMON_FLAGS");
  }

  /** Those of the commands that hash much.
   *
   * @throws Failure when no launcher told them
   */
  public static List<String> bulk() {
    return in("EDGESYNC_BULK_FLAGS");
  }

  private static List<String> in(String variable) {
    String flags = System.getenv(variable);
    if (flags == null) {
      throw new Failure(variable + ": not set; start this by its launcher in ops/");
    }
    return List.of(flags.split(" ", -1));
  }
}
