package io.edgesync.ops;

import io.edgesync.agent.AgentException;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The run of a program with a command line: what it could not do is one line on standard error, in the words of the operator, who knows
 * nothing of the copies that it works on. Wrong usage ends with 2.
 */
public final class Program {

  private final Terminal terminal;
  private final String name;
  private final int failed;
  /** What this run copied, and what messages call it. */
  private final Map<String, String> copies = new HashMap<>();

  /**
   * @param name   what its messages begin with
   * @param failed the exit code where it could not do its work
   */
  public Program(Terminal terminal, String name, int failed) {
    this.terminal = terminal;
    this.name = name;
    this.failed = failed;
  }

  public Terminal terminal() {
    return terminal;
  }

  /**
   * Copies a repository as it is at one moment.
   *
   * @param called what messages call the copy
   */
  public Path copy(Path file, Path target, String called) {
    copies.put(target.toString(), called);
    Maintenance.copy(file, target, RepositoryOptions.standard());
    return target;
  }

  /** Nobody but this program knows the copies, which are gone when a message is read. */
  public String inTheOperatorsWords(String message) {
    String words = message;
    for (Map.Entry<String, String> copy : copies.entrySet()) {
      words = words.replace(copy.getKey(), copy.getValue());
    }
    return words;
  }

  /** Runs the command and returns its exit code. */
  public int run(CommandLine command, String... arguments) {
    command.setOut(writer(terminal.out())).setErr(writer(terminal.err()));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setExecutionExceptionHandler((failure, line, parsed) -> {
      String message = saidByUs(failure);
      if (message == null) {
        failure.printStackTrace(terminal.err());
      } else {
        terminal.err().println(Output.plain(name + ": " + inTheOperatorsWords(message)));
      }
      return failed;
    });
    int code = command.execute(arguments);
    terminal.out().flush();
    return code;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  private static @Nullable String saidByUs(Exception failure) {
    return failure instanceof Failure || failure instanceof RepositoryException || failure instanceof AgentException
        || failure instanceof IOException || failure instanceof UncheckedIOException ? failure.getMessage() : null;
  }
}
