package io.edgesync.ops.leaf;

import io.edgesync.cli.Main;
import java.util.List;

/** The entry point of {@code ops/leaf}. */
public final class LeafMain {

  private LeafMain() {}

  public static void main(String[] arguments) {
    List<String> words;
    try {
      GoFlags flags = GoFlags.read(List.of(arguments), System.getenv());
      if (flags.asksForHelp()) {
        System.out.print(GoFlags.USAGE);
        return;
      }
      words = flags.toSyncStart();
    } catch (GoFlags.Refused e) {
      System.err.println("leaf: " + e.getMessage());
      System.exit(e.exitCode());
      return;
    }
    Main.main(words.toArray(String[]::new));
  }
}
