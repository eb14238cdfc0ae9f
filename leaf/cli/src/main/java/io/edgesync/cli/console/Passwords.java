package io.edgesync.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Secrets as commands get them: the first line of {@code --password-file}, else the environment variable
 * {@code LEAF_PASSWORD}, else a prompt. Never a flag: other users of the machine see flags.
 */
public final class Passwords {

  public static final String VARIABLE = "LEAF_PASSWORD";
  private static final long BYTES_MAX = 4096;

  private Passwords() {}

  /**
   * The password for {@code user}.
   *
   * @throws Failure when the file cannot be used or nothing was typed
   */
  public static String obtain(Terminal terminal, String user, @Nullable Path file) {
    String given = given(terminal, file);
    if (given != null) {
      return given;
    }
    String typed = terminal.askUnseen("password for " + user + ": ");
    if (typed == null || typed.isEmpty()) {
      throw new Failure("password for " + user + ": none given, name a file with --password-file or set " + VARIABLE);
    }
    return typed;
  }

  /** From file or environment only; null when neither has one. */
  public static @Nullable String given(Terminal terminal, @Nullable Path file) {
    if (file != null) {
      return read(terminal.resolve(file));
    }
    String variable = terminal.environment(VARIABLE);
    return variable == null || variable.isEmpty() ? null : variable;
  }

  private static String read(Path file) {
    List<String> lines;
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new Failure("password file " + file + ": larger than " + BYTES_MAX + " bytes, expected one line");
      }
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new Failure("password file " + file + ": cannot be read, check that it is there and readable", e);
    }
    if (lines.isEmpty() || lines.getFirst().isEmpty()) {
      throw new Failure("password file " + file + ": its first line is empty, expected the password there");
    }
    return lines.getFirst();
  }
}
