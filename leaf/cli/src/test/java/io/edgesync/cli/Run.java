package io.edgesync.cli;

import io.edgesync.cli.console.Terminal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * One run of the command line in this process.
 *
 * @param code exit code
 * @param out  what it printed
 * @param err  what it said
 */
public record Run(int code, String out, String err) {

  /** The environment of every run: only what is named here. */
  public static Map<String, String> environment(Path home) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", home.toString());
    environment.put("USER", "tester");
    environment.put("PATH", System.getenv("PATH"));
    if (System.getenv("FOSSIL") != null) {
      environment.put("FOSSIL", System.getenv("FOSSIL"));
    }
    return environment;
  }

  public static Run in(Path directory, String... arguments) {
    return with(environment(directory), directory, arguments);
  }

  public static Run with(Map<String, String> environment, Path directory, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8), new BufferedReader(new StringReader("")), environment,
        directory,
        false);
    int code = Main.run(terminal, arguments);
    return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** What it said, which must be one line. */
  public String oneLine() {
    if (err.lines().count() != 1) {
      throw new AssertionError("expected one line, got:\n" + err);
    }
    return err.strip();
  }
}
