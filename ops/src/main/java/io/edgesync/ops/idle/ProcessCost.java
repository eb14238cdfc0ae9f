package io.edgesync.ops.idle;

import io.edgesync.cli.console.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the system says of a process.
 *
 * @param processor time in user and system mode since it began
 * @param rssBytes  memory that it has in use
 * @param threads   of the system, so that virtual ones are not among them
 */
record ProcessCost(Duration processor, long rssBytes, int threads) {

  static ProcessCost of(ProcessHandle process) {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    try {
      long kibibytes = 0;
      int threads = 0;
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS:")) {
          kibibytes = number(line);
        } else if (line.startsWith("Threads:")) {
          threads = (int) number(line);
        }
      }
      return new ProcessCost(process.info().totalCpuDuration().orElse(Duration.ZERO), kibibytes << 10, threads);
    } catch (IOException e) {
      throw new Failure(status + ": cannot be read, this program needs /proc and a daemon that runs", e);
    }
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }
}
