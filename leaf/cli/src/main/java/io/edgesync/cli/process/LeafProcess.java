package io.edgesync.cli.process;

import io.edgesync.cli.console.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A daemon as a process of its own, from its ready line to its end. */
public final class LeafProcess implements AutoCloseable {

  private final String name;
  private final Process process;
  private final Path stateDir;
  private final Map<String, String> ready;

  private LeafProcess(String name, Process process, Path stateDir, Map<String, String> ready) {
    this.name = name;
    this.process = process;
    this.stateDir = stateDir;
    this.ready = ready;
  }

  /**
   * Starts a leaf on {@code repository} and waits for its ready line.
   *
   * @param more further arguments of {@code sync start}
   * @throws Failure with its last words when it ends before it is ready
   */
  public static LeafProcess start(Programs programs, String name, Path repository, List<String> more) {
    return start(programs, name, List.of("--repo", repository.toString()), more);
  }

  /** The same for a leaf that a configuration file tells what to serve. */
  public static LeafProcess startConfigured(Programs programs, String name, Path config, List<String> more) {
    return start(programs, name, List.of("--config", config.toString()), more);
  }

  private static LeafProcess start(Programs programs, String name, List<String> what, List<String> more) {
    Path stateDir = programs.directory().resolve(name + ".state");
    Path log = programs.directory().resolve(name + ".log");
    List<String> arguments = new ArrayList<>(List.of("sync", "start", "--state-dir",
        stateDir.toString(), "--serve-http", "127.0.0.1:0"));
    arguments.addAll(what);
    arguments.addAll(more);
    Process process = programs.start(programs.edgesync(arguments), log.toFile());
    // Whoever ends this program by a signal ends the daemon too.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    try {
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String line = out.readLine();
      if (line == null || !line.startsWith("ready ")) {
        throw new Failure("leaf " + name + ": did not start: " + Programs.lastLines(Files.readString(log)));
      }
      return new LeafProcess(name, process, stateDir, words(line));
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e instanceof Failure failure ? failure : new Failure("leaf " + name + ": did not start, see " + log, e);
    }
  }

  private static Map<String, String> words(String line) {
    Map<String, String> words = new TreeMap<>();
    for (String word : line.split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        words.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return words;
  }

  private String said(String key) {
    String value = ready.get(key);
    if (value == null) {
      throw new Failure("leaf " + name + ": no " + key + "= in its ready line");
    }
    return value;
  }

  public String linkUrl() {
    return "nats-leaf://" + said("leafnode");
  }

  /** For clients that take a login no other way than in the URL, as stock fossil. */
  public String httpUrl(String password) {
    return "http://" + Programs.LOGIN + ":" + password + "@" + said("http") + "/";
  }

  /** For {@code nobody}. */
  public String httpUrl() {
    return "http://" + said("http") + "/";
  }

  public Path stateDir() {
    return stateDir;
  }

  /** The highest resident memory so far in MiB, as Linux tells it; 0 elsewhere. */
  public long peakMebibytes() {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      return lines.filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024).findFirst().orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end as an operator does, and returns its exit code; 137 when it had to be killed. */
  public int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(15, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return 137;
    }
    return process.exitValue();
  }

  /** Ends it as {@code kill -9} does, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
