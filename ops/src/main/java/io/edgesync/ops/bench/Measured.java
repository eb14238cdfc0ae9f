package io.edgesync.ops.bench;

import io.edgesync.cli.console.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One run of a program.
 *
 * @param took          from start to exit
 * @param cpu           processor time of its processes, as far as it was seen: sampled every 20 ms
 * @param peakMebibytes highest resident memory of its largest process (Linux: VmHWM), 0 where it cannot be read
 * @param output        what it printed
 */
record Measured(Duration took, Duration cpu, long peakMebibytes, String output) {

  private static final long SAMPLE_MILLIS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  /**
   * Runs {@code words} in {@code directory}.
   *
   * @throws Failure with its last words when it fails
   */
  static Measured run(Path directory, List<String> words) throws InterruptedException {
    Path log = directory.resolve("measured.log");
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true)
        .redirectOutput(log.toFile());
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("FOSSIL_HOME", directory.toString());
    builder.environment().put("USER", "bench");
    builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
    long began = System.nanoTime();
    long peak = 0;
    Map<Long, Duration> cpu = new HashMap<>();
    try {
      Process process = builder.start();
      try {
        process.getOutputStream().close();
        while (!process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
          peak = Math.max(peak, peak(process));
          family(process)
              .forEach(each -> each.info().totalCpuDuration().ifPresent(spent -> cpu.put(each.pid(), spent)));
          if (System.nanoTime() - began > PATIENCE.toNanos()) {
            throw new Failure(String.join(" ", words) + ": not done after " + PATIENCE.toMinutes() + " minutes");
          }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        if (process.exitValue() != 0) {
          throw new Failure(
              String.join(" ", words) + ": exit code " + process.exitValue() + ": " + Files.readString(log));
        }
        return new Measured(took, cpu.values().stream().reduce(Duration.ZERO, Duration::plus), peak,
            Files.readString(log));
      } finally {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
      }
    } catch (IOException e) {
      throw new Failure(words.getFirst() + ": cannot be run, " + e.getMessage(), e);
    }
  }

  private static long peak(Process process) {
    return family(process).mapToLong(each -> highWater(each.pid())).max().orElse(0);
  }

  private static Stream<ProcessHandle> family(Process process) {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  static long highWater(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines.filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024).findFirst().orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0; // It has just ended, or this is no Linux.
    }
  }

  double seconds() {
    return took.toMillis() / 1000.0;
  }

  double cpuSeconds() {
    return cpu.toMillis() / 1000.0;
  }

  /** The number that the program printed after {@code name}, as {@code name=1.5} or as JSON. */
  double number(String name) {
    Matcher printed = Pattern.compile("\\b" + name + "\"?[=:] *([0-9.]+)").matcher(output);
    if (!printed.find()) {
      throw new Failure("expected " + name + " in what was printed: " + output);
    }
    return Double.parseDouble(printed.group(1));
  }

  /** The middle one by time, of an odd number of runs. */
  static Measured median(List<Measured> runs) {
    return runs.stream().sorted(Comparator.comparing(Measured::took)).toList().get(runs.size() / 2);
  }
}
