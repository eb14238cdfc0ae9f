package io.edgesync.cli.broker;

import io.edgesync.cli.console.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code --signal ldm=PID}: tells a running server something, as {@code nats-server} does. */
final class SignalSender {
  private SignalSender() {}

  /** @param text {@code COMMAND=PID}, where PID may be a file that holds it */
  static void send(String text, Path directory) throws InterruptedException {
    int equals = text.indexOf('=');
    String command = equals < 0 ? text : text.substring(0, equals);
    String signal = switch (command) {
      case "stop" -> "KILL";
      case "quit" -> "INT";
      case "term" -> "TERM";
      case "reopen" -> "USR1";
      case "ldm" -> "USR2";
      case "reload" -> "HUP";
      default ->
        throw new Failure("unknown signal \"" + command + "\", expected ldm, stop, quit, term, reopen or reload");
    };
    if (equals < 0) {
      throw new Failure("no PID given, write --signal " + command + "=PID");
    }
    kill(signal, pid(text.substring(equals + 1), directory));
  }

  private static long pid(String text, Path directory) {
    Long number = number(text);
    if (number == null) {
      try {
        Path file = directory.resolve(text);
        number = Files.isRegularFile(file) && Files.size(file) < 100 ? number(Files.readString(file).strip()) : null;
      } catch (IOException e) {
        throw new Failure(text + ": cannot be read, " + e.getMessage(), e);
      }
    }
    if (number == null) {
      throw new Failure("invalid pid: " + text);
    }
    return number;
  }

  private static @Nullable Long number(String text) {
    return text.matches("[1-9][0-9]{0,9}") ? Long.valueOf(text) : null;
  }

  /** The JVM itself knows no other signals than TERM and KILL. */
  private static void kill(String signal, long pid) throws InterruptedException {
    if (ProcessHandle.of(pid).isEmpty()) {
      throw new Failure("no such process");
    }
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      if (kill.waitFor() != 0) {
        throw new Failure("cannot signal process " + pid + ": operation not permitted");
      }
    } catch (IOException e) {
      throw new Failure("the program kill cannot be started, " + e.getMessage(), e);
    }
  }
}
