package io.edgesync.cli.process;

import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs: {@code edgesync} itself, through its launcher where there is one so that each command has its
 * documented flags, and stock ones.
 *
 * @param directory the working directory, home directory and place of the logs
 */
public record Programs(Terminal terminal, Path directory) {

  /** The Fossil user that the programs work as. */
  public static final String LOGIN = "demo";

  /** Set by {@code ops/edgesync}: its own path. */
  static final String LAUNCHER = "EDGESYNC_LAUNCHER";

  /** Those of this process, in {@code directory}. */
  public static Programs in(Path directory) {
    return new Programs(Terminal.ofProcess(), directory);
  }

  /** What a program printed, and how it ended. */
  public record Ended(int code, String output, Duration took) {}

  /** The program that the environment variable names, else the first of that name on the path; null when there is none. */
  public @Nullable Path find(String variable, String name) {
    return find(terminal, variable, name);
  }

  /** As {@link #find(String, String)}, in the surroundings of {@code terminal}. */
  public static @Nullable Path find(Terminal terminal, String variable, String name) {
    String named = terminal.environment(variable);
    if (named != null && !named.isEmpty()) {
      Path program = terminal.resolve(Path.of(named));
      return Files.isExecutable(program) ? program : null;
    }
    String path = terminal.environment("PATH");
    for (String directory : (path == null ? "" : path).split(File.pathSeparator, -1)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, name))) {
        return Path.of(directory, name);
      }
    }
    return null;
  }

  /** The words that start {@code edgesync} with {@code arguments}. */
  public List<String> edgesync(List<String> arguments) {
    List<String> words = new ArrayList<>();
    String launcher = terminal.environment(LAUNCHER);
    if (launcher != null && Files.isExecutable(Path.of(launcher))) {
      words.add(launcher);
    } else {
      words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      words.addAll(
          List.of("-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
              "io.edgesync.cli.Main"));
    }
    words.addAll(arguments);
    return words;
  }

  /** A process that begins to run {@code words}; its standard error goes to {@code log}. */
  public Process start(List<String> words, File log) {
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile()).redirectError(log);
    surroundings(builder.environment());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new Failure(words.getFirst() + ": cannot be started, " + e.getMessage(), e);
    }
  }

  /** Runs to the end, at most {@code patience}; standard output and error in one text. */
  public Ended run(List<String> words, Duration patience) throws InterruptedException {
    Path log = directory.resolve("last-output.log");
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true)
        .redirectOutput(log.toFile());
    surroundings(builder.environment());
    long began = System.nanoTime();
    try {
      Process process = builder.start();
      try {
        process.getOutputStream().close();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new Failure(String.join(" ", words) + ": not done after " + patience.toSeconds() + " s");
        }
        return new Ended(process.exitValue(), new String(Files.readAllBytes(log), StandardCharsets.UTF_8),
            Duration.ofNanos(System.nanoTime() - began));
      } finally {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
      }
    } catch (IOException e) {
      throw new Failure(words.getFirst() + ": cannot be run, " + e.getMessage(), e);
    }
  }

  /**
   * As {@link #run}, for a program that must succeed.
   *
   * @throws Failure with the program's last words
   */
  public Ended expect(List<String> words, Duration patience) throws InterruptedException {
    Ended ended = run(words, patience);
    if (ended.code() != 0) {
      throw new Failure(String.join(" ", words) + ": exit code " + ended.code() + ": " + lastLines(ended.output()));
    }
    return ended;
  }

  public static String lastLines(String output) {
    List<String> lines = output.strip().lines().toList();
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
  }

  /** Nothing of the operator's own settings, and none of ours, reaches the files here. */
  private void surroundings(Map<String, String> environment) {
    environment.put("HOME", directory.toString());
    environment.put("FOSSIL_HOME", directory.toString());
    environment.put("USER", Programs.LOGIN);
    environment.put("FOSSIL_USER", Programs.LOGIN);
    environment.remove("LEAF_PASSWORD");
    environment.remove("EDGESYNC_STDERR_TERMINAL");
    if (System.getProperty("java.home") != null) {
      environment.putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
    }
  }
}
