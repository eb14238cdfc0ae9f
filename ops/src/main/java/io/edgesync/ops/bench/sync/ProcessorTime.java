package io.edgesync.ops.bench.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor time of this process and another one, with what they started and saw end, as Linux tells it; 0 elsewhere.
 *
 * @param other   a process
 * @param atFirst seconds that had been spent when the counting began
 */
record ProcessorTime(long other, double atFirst) {

  /** Clock ticks of {@code /proc}. */
  private static final double TICKS = 100;
  /** In {@code /proc/PID/stat}, counted behind the name of the program: utime, stime, cutime, cstime. */
  private static final int FIRST = 11;
  private static final int FIELDS = 4;

  /** Begins to count. */
  static ProcessorTime with(long other) {
    return new ProcessorTime(other, spent(other));
  }

  double seconds() {
    return spent(other) - atFirst;
  }

  private static double spent(long other) {
    return of(ProcessHandle.current().pid()) + of(other);
  }

  private static double of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      double ticks = 0;
      for (int i = FIRST; i < FIRST + FIELDS; i++) {
        ticks += Double.parseDouble(fields[i]);
      }
      return ticks / TICKS;
    } catch (IOException e) {
      return 0;
    }
  }
}
