package io.edgesync.cli.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The arguments of this process before the JVM decoded them, where the system shows them (Linux). */
public final class ArgumentBytes {

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private ArgumentBytes() {}

  /**
   * Whether {@code argument} was given as just this text in UTF-8; false too where that cannot be seen.
   *
   * @param fromEnd 1 for the last argument, 2 for the one before
   */
  public static boolean are(String argument, int fromEnd) {
    byte[] all;
    try {
      all = Files.readAllBytes(COMMAND_LINE);
    } catch (IOException notShown) {
      return false;
    }
    int start = all.length;
    int end = start;
    for (int i = 0; i < fromEnd && start > 0; i++) {
      // Each ends with NUL.
      end = start - 1;
      start = end;
      while (start > 0 && all[start - 1] != 0) {
        start--;
      }
    }
    return Arrays.equals(Arrays.copyOfRange(all, start, end), argument.getBytes(StandardCharsets.UTF_8));
  }
}
