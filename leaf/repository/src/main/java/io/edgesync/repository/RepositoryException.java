package io.edgesync.repository;

import io.edgesync.xfer.artifact.Hash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong with a repository, as its user needs to hear it: the message names the subject, what was expected, what was
 * found, and where there is one the remedy. SQLite's own exceptions are translated into these at the edge of this module and
 * stay attached as cause.
 */
public abstract sealed class RepositoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private RepositoryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** There is no such file. */
  public static final class Missing extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public Missing(Path file) {
      super(file + ": no such file; create one with `edgesync new` or get one with `edgesync clone`", null);
    }
  }

  /** A file of that name is there already; nothing was changed. */
  public static final class Exists extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public Exists(Path file) {
      super(file + ": exists already; choose another name or remove it first", null);
    }
  }

  /** The path leads to something that is no Fossil repository; the text says to what. */
  public static final class NotARepository extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public NotARepository(Path file, String observation, @Nullable Throwable cause) {
      super(file + ": expected a Fossil repository, found " + observation, cause);
    }
  }

  /** The file cannot be read or cannot be written by this process. */
  public static sealed class Unreadable extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public Unreadable(Path file, String observation, @Nullable Throwable cause) {
      super(file + ": " + observation, cause);
    }
  }

  /** Another project's repository was written over the file while it was open: what is known of the file is of no use. */
  public static final class OtherProject extends Unreadable {
    private static final long serialVersionUID = 1L;

    public OtherProject(Path file, String observation) {
      super(file, observation, null);
    }
  }

  /** SQLite's native library is not to be had, so no repository can be opened by this process. */
  public static final class NoSqlite extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public NoSqlite(String observation, Throwable cause) {
      super("SQLite's native library " + observation
          + "; name a directory in which this process may write and execute files with"
          + " -Dedgesync.native.dir=DIR, for the command in EDGESYNC_JAVA_OPTS", cause);
    }
  }

  /** The repository's schema is older or newer than what this program, and Fossil 2.x, works with. */
  public static final class SchemaVersion extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public SchemaVersion(Path file, String observed, String remedy) {
      super(file + ": expected aux-schema from 2011-04-25 19:50 to 2015-01-24, found " + observed + "; " + remedy,
          null);
    }
  }

  /** Another program held the file for longer than our patience. Nothing was changed; trying again later is right. */
  public static final class Busy extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public Busy(Path file, Duration waited, @Nullable Throwable cause) {
      super(file + ": another program held it locked for " + waited.toMillis()
          + " ms; try again when that program (a `fossil rebuild`, for example) is done", cause);
    }
  }

  /** Content does not hash to the name under which it came. It was not stored. */
  public static final class WrongHash extends RepositoryException {
    private static final long serialVersionUID = 1L;
    private final transient Hash name;
    private final transient Hash actual;

    public WrongHash(Hash name, Hash actual) {
      super("artifact " + name + ": expected content of that hash, got content of " + actual, null);
      this.name = name;
      this.actual = actual;
    }

    public Hash name() {
      return name;
    }

    public Hash actual() {
      return actual;
    }
  }

  /** An artifact is larger than this device takes. */
  public static final class TooLarge extends RepositoryException {
    private static final long serialVersionUID = 1L;
    private final transient Hash name;
    private final long sizeBytes;
    private final long limitBytes;

    public TooLarge(Hash name, long sizeBytes, long limitBytes) {
      this(name, sizeBytes, limitBytes, sizeBytes + " bytes, the limit here is " + limitBytes + " bytes");
    }

    private TooLarge(Hash name, long sizeBytes, long limitBytes, String observation) {
      super("artifact " + name + ": " + observation + "; give the process a larger heap to raise it", null);
      this.name = name;
      this.sizeBytes = sizeBytes;
      this.limitBytes = limitBytes;
    }

    /** One that may be small enough itself, but is stored as a delta of one that does not fit into memory. */
    public static TooLarge onTheWay(Hash name, long budgetBytes) {
      return new TooLarge(name, 0, budgetBytes,
          "stored as a delta of a larger one, it takes more than the memory budget of " + budgetBytes + " bytes");
    }

    public Hash name() {
      return name;
    }

    /** 0 where its size is not what stops it. */
    public long sizeBytes() {
      return sizeBytes;
    }

    public long limitBytes() {
      return limitBytes;
    }
  }

  /** The memory budget had no room for an artifact in time. */
  public static final class OutOfBudget extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public OutOfBudget(Hash name, Throwable cause) {
      super("artifact " + name + ": no memory for it: " + cause.getMessage(), cause);
    }

    public OutOfBudget(String message) {
      super(message, null);
    }
  }

  /** What the repository holds under a name cannot be right. */
  public static final class Corrupt extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public Corrupt(String subject, String observation, @Nullable Throwable cause) {
      super(subject + ": " + observation + "; check the repository with `edgesync verify` or `fossil test-integrity`",
          cause);
    }

    public Corrupt(Hash name, String observation, @Nullable Throwable cause) {
      this("artifact " + name, observation, cause);
    }

    /** SQLite cannot read pages of the file. */
    public Corrupt(Path file, Throwable cause) {
      super(file + ": pages of the database are damaged; clone it again or take a backup, or save what can be read with"
          + " `sqlite3 FILE .recover`", cause);
    }
  }

  /** The setting {@code ticket-table} asks for tables that are not made here. Nothing was changed. */
  public static final class TicketTable extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public TicketTable(String observation) {
      super("setting ticket-table: " + observation
          + "; correct it in Fossil's ticket setup, or remove it and tickets get the usual columns", null);
    }
  }

  /** A change asked for here was refused by a rule of the repository, for example a check-in that would fork. */
  public static final class Refused extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public Refused(String message) {
      super(message, null);
    }
  }

  /** A name that may mean several artifacts. */
  public static final class Ambiguous extends RepositoryException {
    private static final long serialVersionUID = 1L;
    private static final int NAMED = 3;
    private final transient List<Hash> candidates;

    public Ambiguous(String name, List<Hash> candidates) {
      super(name + ": the beginning of several artifacts' names, "
          + candidates.stream().limit(NAMED).map(Hash::hex).collect(Collectors.joining(", "))
          + " among them; give more digits", null);
      this.candidates = List.copyOf(candidates);
    }

    /** What it may mean, in order; the first twenty. */
    public List<Hash> candidates() {
      return candidates;
    }
  }

  /** The repository was closed, or its caller was interrupted, before the operation began. Nothing was changed. */
  public static final class Closed extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public Closed(Path file, String observation) {
      super(file + ": " + observation, null);
    }
  }

  /** There is no room for what was to be written. The transaction was rolled back. */
  public static final class NoSpace extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public NoSpace(Path file, Throwable cause) {
      // One session is many transactions: not "nothing was changed".
      super(file + ": the disk is full, or a quota is used up; make room and try again; what was stored before stays",
          cause);
    }
  }

  /** SQLite failed in a way that none of the others name: an I/O error. The transaction was rolled back. */
  public static final class Failed extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public Failed(Path file, Throwable cause) {
      super(file + ": " + cause.getMessage(), cause);
    }
  }
}
