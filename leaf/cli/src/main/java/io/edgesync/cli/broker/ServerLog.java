package io.edgesync.cli.broker;

import io.edgesync.mesh.config.LogOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lines as {@code nats-server} writes them, {@code [PID] 2026/11/21 19:55:30.019520 [INF] Server is ready}, on standard error or in a file.
 * A file that becomes too large is renamed, the time behind its name, and a new one is begun. Thread-safe.
 */
final class ServerLog implements AutoCloseable {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss.SSSSSS", Locale.ROOT);
  private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("uuuu.MM.dd.HH.mm.ss.SSSSSSSSS",
      Locale.ROOT);

  /** How much a line matters, in three letters. */
  enum Level {
    FTL, ERR, WRN, INF, DBG, TRC
  }

  private final PrintStream console;
  /** Replaced by {@link #change}; read by everybody who writes. */
  private volatile LogOptions options;
  private @Nullable Path file;
  private final Clock clock;
  private final long pid = ProcessHandle.current().pid();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable OutputStream out;
  private long bytes;

  private ServerLog(PrintStream console, LogOptions options, @Nullable Path file, Clock clock) {
    this.console = console;
    this.options = options;
    this.file = file;
    this.clock = clock;
  }

  /**
   * @param directory what the file's name is relative to
   * @throws IOException when the file cannot be opened
   */
  static ServerLog open(PrintStream console, LogOptions options, Path directory, Clock clock) throws IOException {
    Path file = options.file() == null ? null : directory.resolve(options.file());
    var log = new ServerLog(console, options, file, clock);
    if (file != null) {
      log.openFile(file);
    }
    return log;
  }

  private void openFile(Path path) throws IOException {
    out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
    bytes = Files.size(path);
  }

  boolean shows(Level level) {
    return switch (level) {
      case DBG -> options.debug();
      case TRC -> options.trace();
      case FTL, ERR, WRN, INF -> true;
    };
  }

  void info(String text) {
    write(Level.INF, text);
  }

  /** Writes a line where its level is shown. A log that cannot be written is no reason to end the server. */
  void write(Level level, String text) {
    if (!shows(level)) {
      return;
    }
    String time = options.time() ? TIME.format(ZonedDateTime.now(clock)) + " " : "";
    String line = "[" + pid + "] " + time + "[" + level + "] " + text + "\n";
    lock.lock();
    try {
      OutputStream to = out;
      if (to == null) {
        console.print(line);
        console.flush();
        return;
      }
      byte[] encoded = line.getBytes(StandardCharsets.UTF_8);
      to.write(encoded);
      bytes += encoded.length;
      if (options.bytesMax() > 0 && bytes > options.bytesMax()) {
        rotate();
      }
    } catch (IOException e) {
      console.print(line);
    } finally {
      lock.unlock();
    }
  }

  private void rotate() throws IOException {
    Path current = file;
    if (current == null) {
      return;
    }
    close();
    Path aside = current.resolveSibling(current.getFileName() + "." + SUFFIX.format(ZonedDateTime.now(clock)));
    Files.move(current, aside, StandardCopyOption.REPLACE_EXISTING);
    openFile(current);
  }

  /** What the change of the log is part of. */
  interface Step {
    void run() throws IOException;
  }

  /**
   * Writes otherwise and elsewhere from now on, once the step is done.
   *
   * @throws IOException when the step fails, or the new file cannot be opened; everything is as it was then
   */
  void change(LogOptions others, Path directory, Step step) throws IOException {
    Path other = others.file() == null ? null : directory.resolve(others.file());
    ServerLog opened = Objects.equals(other, file) ? null : open(console, others, directory, clock);
    LogOptions before = options;
    try {
      // Connections look at it when they are told of the step.
      options = others;
      step.run();
    } catch (IOException | IllegalArgumentException e) {
      options = before;
      if (opened != null) {
        opened.close();
      }
      throw e;
    }
    if (opened != null) {
      turnTo(opened);
    }
  }

  private void turnTo(ServerLog other) {
    lock.lock();
    try {
      close();
      out = other.out;
      bytes = other.bytes;
      file = other.file;
    } finally {
      lock.unlock();
    }
  }

  /** Somebody has moved the file away: a new one is begun under its name. */
  void reopen() {
    Path current = file;
    if (current == null) {
      info("File log re-open ignored, not a file logger");
      return;
    }
    lock.lock();
    try {
      close();
      openFile(current);
    } catch (IOException e) {
      console.println("edgesync broker: " + current + ": the log cannot be opened, " + e.getMessage());
    } finally {
      lock.unlock();
    }
    info("File log re-opened");
  }

  /** What is written afterwards goes to standard error. */
  @Override
  public void close() {
    lock.lock();
    try {
      OutputStream open = out;
      out = null;
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      console.println("edgesync broker: the log cannot be closed, " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }
}
