package io.edgesync.repository.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system calls of a program of ours, as {@code strace} saw them, in the order in which they were done. File descriptors are written
 * with the path of their file: {@code fdatasync(9</tmp/x.fossil-journal>) = 0}.
 */
public final class SystemCalls {

  /**
   * One call.
   *
   * @param text  name, arguments and result
   * @param stack the shared objects and functions from which it came, innermost first; empty unless asked for
   */
  public record Call(String text, List<String> stack) {

    public boolean is(String... names) {
      return Arrays.stream(names).anyMatch(name -> text.startsWith(name + "("));
    }

    /** Whether the call was made by SQLite's native library. */
    public boolean isFromSqlite() {
      return stack.stream().anyMatch(frame -> frame.contains("sqlitejdbc"));
    }
  }

  private static final Pattern LINE = Pattern.compile("([0-9]+) +(.*)");
  private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)");
  private static final String UNFINISHED = " <unfinished ...>";

  private SystemCalls() {}

  /**
   * Runs {@code main} under {@code strace} in a JVM with this one's class path; it must end well.
   *
   * @param directory  an existing directory for the notes
   * @param withStacks whether each call shall come with its stack
   * @param names      which calls to note
   */
  public static List<Call> of(Path directory, boolean withStacks, List<String> names, Class<?> main,
      String... arguments) throws IOException, InterruptedException {
    Path notes = directory.resolve("strace.txt");
    Path output = directory.resolve("strace.out");
    List<String> words = new ArrayList<>(List.of("strace", "-f", "-y", "-qq", "-s", "200", "--seccomp-bpf", "-e",
        "signal=none", "-e", "trace=" + String.join(",", names), "-o", notes.toString()));
    if (withStacks) {
      words.add("-k");
    }
    words.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-Xshare:auto",
        "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
        System.getProperty("java.class.path"), main.getName()));
    words.addAll(List.of(arguments));
    Process process = start(words, output);
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        throw new AssertionError("not done after 120 s: " + Files.readString(output));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(main.getName() + " ended with " + process.exitValue() + ": " + Files.readString(output));
    }
    return parse(Files.readAllLines(notes, StandardCharsets.ISO_8859_1));
  }

  private static Process start(List<String> words, Path output) {
    try {
      return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    } catch (IOException e) {
      throw new AssertionError("this test needs the program strace: install it (apt-get install strace)", e);
    }
  }

  private static List<Call> parse(List<String> lines) {
    Map<String, String> unfinished = new HashMap<>();
    List<Call> calls = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(" > ")) {
        calls.getLast().stack().add(line.substring(3));
        continue;
      }
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        continue;
      }
      String process = parts.group(1);
      String text = parts.group(2);
      if (text.endsWith(UNFINISHED)) {
        unfinished.put(process, text.substring(0, text.length() - UNFINISHED.length()));
        continue;
      }
      Matcher resumed = RESUMED.matcher(text);
      if (resumed.matches()) {
        text = unfinished.getOrDefault(process, "") + resumed.group(1);
      }
      calls.add(new Call(text, new ArrayList<>()));
    }
    return calls;
  }
}
