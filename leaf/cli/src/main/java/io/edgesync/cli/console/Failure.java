package io.edgesync.cli.console;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** A command that could not do its work: one line that names the thing, what was expected, and the remedy. Exit code 1. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Failure(String message) {
    this(message, null);
  }

  public Failure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Of what could not be done with a file. */
  public static Failure of(String what, IOException cause) {
    return new Failure(what + ": " + reason(cause), cause);
  }

  /** As the system calls it: the message of the most frequent exceptions is the file's name alone. */
  public static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file or directory";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
