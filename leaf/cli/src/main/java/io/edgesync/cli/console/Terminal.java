package io.edgesync.cli.console;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The surroundings of one run: streams, environment, working directory. Nothing else in this module reads
 * {@link System#in}, {@code System.out} or the environment.
 *
 * @param out              results
 * @param err              messages and progress
 * @param in               answers to prompts when there is no terminal
 * @param environment      the process environment
 * @param workingDirectory what relative paths are relative to
 * @param errIsTerminal    whether a person watches {@code err}, which then may show a bar
 */
public record Terminal(PrintStream out, PrintStream err, BufferedReader in, Map<String, String> environment,
    Path workingDirectory, boolean errIsTerminal) {

  /** Set by the launcher where it stands between the JVM's standard error and the person's terminal. */
  static final String STDERR_TERMINAL = "EDGESYNC_STDERR_TERMINAL";

  /** Those of this process. */
  public static Terminal ofProcess() {
    Map<String, String> environment = System.getenv();
    boolean terminal = environment.containsKey(STDERR_TERMINAL)
        || console().isPresent();
    PrintStream out = new ResultStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    return new Terminal(out, err, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        environment, workingDirectoryOfProcess(), terminal);
  }

  /** The JVM tells it as text, in which a name that is not UTF-8 has lost its bytes; Linux knows better. */
  private static Path workingDirectoryOfProcess() {
    Path told = Path.of("").toAbsolutePath();
    try {
      return Files.isDirectory(told) ? told : Path.of("/proc/self/cwd").toRealPath();
    } catch (IOException removedOrNotLinux) {
      return told;
    }
  }

  /** A terminal with a person at it. */
  private static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  /** An argument as a path. */
  public Path resolve(Path argument) {
    return workingDirectory.resolve(argument).normalize();
  }

  /** Says one line on {@code err}; what it tells may be the words of a repository or a peer. */
  public void say(String text) {
    err.println("edgesync: " + Output.plain(text));
  }

  /** Notes what a command has done, to be said on {@code err} should the results that tell it not get out. */
  public void stands(String what) {
    if (out instanceof ResultStream results) {
      results.stands(what);
    }
  }

  public @Nullable String environment(String name) {
    return environment.get(name);
  }

  /** A line of the answer to {@code question}, unseen while it is typed where there is a terminal; null at the end of input. */
  @Nullable
  String askUnseen(String question) {
    Optional<Console> console = console();
    if (console.isPresent()) {
      char[] typed = console.get().readPassword("%s", question);
      return typed == null ? null : new String(typed);
    }
    err.print(question);
    err.flush();
    try {
      String line = in.readLine();
      err.println();
      return line;
    } catch (IOException e) {
      throw new Failure("standard input: cannot be read, " + e.getMessage(), e);
    }
  }
}
