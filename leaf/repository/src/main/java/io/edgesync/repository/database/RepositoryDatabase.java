package io.edgesync.repository.database;

import io.edgesync.repository.RepositoryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * One SQLite file: short reads and write transactions, run on platform threads on behalf of callers that block. Inside the process a fair
 * gate lets either several readers or the one writer at the file, in the order in which they asked; towards other programs every lock is
 * tried without SQLite's busy waiting and tried again a few milliseconds later, at most for the patience given. So an operation waits for
 * the work that this process queued before it, and for others no longer than that patience; what queues behind an operation that others
 * keep waiting waits along with it, not after it.
 *
 * <p>A change that was committed is on disk: SQLite syncs the journal and the file, and, once the journal is removed and others may read, the
 * directory is synced here; without the last a power cut could bring the journal back, and with it the state before. In WAL mode, where
 * somebody else chose it, the log is synced at each commit.
 */
public final class RepositoryDatabase implements AutoCloseable {

  /** How often a reader begins anew because somebody committed at that very moment (WAL) before it goes on believing nothing. */
  private static final int EPOCH_ATTEMPTS = 5;

  /** A reader disturbs nobody, and often comes just when somebody has committed and is about to let go of the file. */
  private static final long READER_FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  /** Longer than any commit holds a file. */
  private static final long LOCKED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What another program's commit may take; more is no note worth. */
  private static final Duration NOTE_PATIENCE = Duration.ofMillis(50);

  private final DatabaseFile file;
  private final Duration busyPatience;
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);
  private final Lockout readersLockout = new Lockout();
  private final Lockout writerLockout = new Lockout();
  /** Of those with next to no patience, whose refusals say nothing of locks that last. */
  private final Lockout notesLockout = new Lockout();
  private final ForeignWrites foreignWrites = new ForeignWrites();
  private final DatabaseThreads threads;
  /** Set by whoever opened this, read by the threads. */
  private volatile @Nullable Identity identity;

  private RepositoryDatabase(Path file, Duration busyPatience, boolean create) {
    this.file = new DatabaseFile(file, create);
    this.busyPatience = busyPatience;
    this.threads = new DatabaseThreads(this.file, foreignWrites::closing);
  }

  /** Tells by exception that a file is not what it was when it was opened. */
  @FunctionalInterface
  public interface Identity {
    void require(SqlSession session) throws SQLException;
  }

  /** Takes up work on {@code file}, which must exist; nothing is opened before it is needed. */
  public static RepositoryDatabase of(Path file, Duration busyPatience) {
    return new RepositoryDatabase(file, busyPatience, false);
  }

  /**
   * As {@link #of}, for a file that SQLite makes when it is first used.
   *
   * @throws RepositoryException.Unreadable where there is no directory for it
   */
  public static RepositoryDatabase creating(Path file, Duration busyPatience) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      throw new RepositoryException.Unreadable(file,
          "cannot be made: " + directory + " is no directory; make it first, with: mkdir -p "
              + directory,
          null);
    }
    return new RepositoryDatabase(file, busyPatience, true);
  }

  /** {@code check} is asked from now on before anything is read or written after a commit of another program. */
  public void require(Identity check) {
    identity = check;
  }

  public Path file() {
    return file.path();
  }

  /**
   * Runs {@code reading} in a read transaction. It may run on another program's idle moment later than now; the caller blocks. Inside another
   * reading it is a part of that one's transaction.
   *
   * @throws RepositoryException.Busy when others held the file for longer than our patience
   */
  public <T extends @Nullable Object> T read(Reading<T> reading) {
    try {
      SqlSession around = threads.readingOrNull();
      if (around != null) {
        return reading.read(around);
      }
    } catch (SQLException e) {
      throw SqliteFailure.translate(file.path(), busyPatience, e);
    }
    return await(DatabaseThreads.Kind.READER, reading(), attempts -> {
      while (true) {
        gate.readLock().lock();
        try {
          file.requireSame();
          SqlSession session = sessionOrNull();
          if (session != null && beginRead(session)) {
            attempts.succeeded();
            if (isBelievable(session)) {
              return endRead(session, reading);
            }
            beginAnew(session);
            continue;
          }
        } finally {
          gate.readLock().unlock();
        }
        attempts.refused();
      }
    });
  }

  /** Takes the shared lock at once, so that {@code Busy} can only happen here, before anything was read. */
  private boolean beginRead(SqlSession session) throws SQLException {
    for (int attempt = 1;; attempt++) {
      long before = foreignWrites.epoch();
      session.prepare("BEGIN").execute();
      if (!readVersion(session)) {
        return false;
      }
      if (before == foreignWrites.epoch()) {
        session.enter(before);
        return true;
      }
      if (attempt == EPOCH_ATTEMPTS) {
        session.enter(SqlSession.NO_EPOCH);
        return true;
      }
      session.prepare("ROLLBACK").execute();
    }
  }

  private boolean readVersion(SqlSession session) throws SQLException {
    try {
      if (session.versionMoved(session.number(0, "PRAGMA data_version"))) {
        askWhoseItWas(session);
      }
      return true;
    } catch (SQLException e) {
      if (SqliteFailure.isBusy(e)) {
        session.prepare("ROLLBACK").execute();
        return false;
      }
      rollBack(session);
      throw e;
    }
  }

  private void askWhoseItWas(SqlSession session) throws SQLException {
    try {
      foreignWrites.noticeForReader();
    } catch (SQLException e) {
      session.forgetVersion();
      throw e;
    }
  }

  /**
   * Inside a transaction: whether what the connection has in memory is the file's. SQLite looks at a counter in the file for that, which is the
   * same where another file was copied over it that was written to as often.
   */
  private boolean isBelievable(SqlSession session) throws SQLException {
    boolean done = false;
    try {
      session.versionMoved(session.number(0, "PRAGMA data_version"));
      boolean isNoticed = session.takeMoved();
      boolean isChanged = session.stampMoved(file.stamp());
      done = true;
      return isNoticed || !isChanged;
    } finally {
      if (!done) {
        rollBack(session);
      }
    }
  }

  private void beginAnew(SqlSession session) {
    rollBack(session);
    threads.closeSession();
    foreignWrites.asIfThereWasOne();
  }

  /** Asks whether this is still the file that was opened, once in each epoch. */
  private void identify(SqlSession session) throws SQLException {
    Identity known = identity;
    if (known != null && !session.isIdentified()) {
      known.require(session);
      session.identified();
    }
  }

  private <T extends @Nullable Object> T endRead(SqlSession session, Reading<T> reading) throws SQLException {
    boolean done = false;
    try {
      identify(session);
      T result = reading.read(session);
      session.prepare("ROLLBACK").execute();
      done = true;
      return result;
    } finally {
      if (!done) {
        rollBack(session);
      }
    }
  }

  /**
   * Runs {@code writing} in a write transaction and commits it. When this returns the change is on disk.
   *
   * @throws RepositoryException.Busy when others held the file for longer than our patience; nothing was changed
   */
  public <T extends @Nullable Object> T write(Writing<T> writing) {
    return write(writing, writing(busyPatience, writerLockout));
  }

  /**
   * As {@link #write}, for what can as well be written another time: nobody waits for other programs longer than for milliseconds.
   *
   * @throws RepositoryException.Busy when others hold the file, or keep another write of ours waiting; nothing was changed
   */
  public <T extends @Nullable Object> T note(Writing<T> writing) {
    long now = System.nanoTime();
    if (writerLockout.lasts(0, LOCKED_NANOS, now) || notesLockout.lasts(0, LOCKED_NANOS, now)) {
      throw new RepositoryException.Busy(file.path(), Duration.ZERO, null);
    }
    return write(writing, writing(NOTE_PATIENCE, notesLockout));
  }

  private <T extends @Nullable Object> T write(Writing<T> writing, Attempts made) {
    return await(DatabaseThreads.Kind.WRITER, made, attempts -> {
      T result = transact(writing, attempts);
      // Whichever of the two it was that got through.
      writerLockout.over();
      notesLockout.over();
      file.syncNames();
      return result;
    });
  }

  private <T extends @Nullable Object> T transact(Writing<T> writing, Attempts attempts) throws SQLException {
    while (true) {
      gate.writeLock().lock();
      try {
        file.requireSame();
        SqlSession session = sessionOrNull();
        if (session != null && beginWrite(session)) {
          attempts.succeeded();
          if (isBelievable(session)) {
            return endWrite(session, writing);
          }
          beginAnew(session);
          continue;
        }
      } finally {
        gate.writeLock().unlock();
      }
      attempts.refused();
    }
  }

  private static boolean beginWrite(SqlSession session) throws SQLException {
    try {
      session.prepare("BEGIN EXCLUSIVE").execute();
      Statistics.disregard(session);
      return true;
    } catch (SQLException e) {
      if (SqliteFailure.isBusy(e)) {
        return false;
      }
      // The driver has finalized the statement, and the file may be writable the next time.
      rollBack(session);
      throw e;
    }
  }

  private <T extends @Nullable Object> T endWrite(SqlSession session, Writing<T> writing) throws SQLException {
    boolean committed = false;
    try {
      foreignWrites.notice(session);
      session.enter(foreignWrites.epoch());
      identify(session);
      T result = writing.write(new Transaction(session));
      session.prepare("COMMIT").execute();
      committed = true;
      return result;
    } finally {
      if (!committed) {
        rollBack(session);
        // With a change of the schema SQLite takes back what it knew of it.
        session.withoutStatistics(-1);
        foreignWrites.rolledBack();
      }
      session.stampMoved(file.stamp());
    }
  }

  /** With a statement of its own: a kept one may be dead by an earlier failure, and then the lock would stay for ever. */
  private static void rollBack(SqlSession session) {
    session.forgetStatements();
    try {
      session.execute("ROLLBACK");
    } catch (SQLException alreadyRolledBack) {
      // SQLite rolls back by itself after a full disk or an I/O error; the failure that led here is on its way to the caller.
      assert alreadyRolledBack.getErrorCode() != 0;
    }
  }

  /** A number that grows when another program committed since it was last asked for. */
  public long foreignWrites() {
    return await(DatabaseThreads.Kind.WRITER, reading(), attempts -> {
      while (true) {
        gate.readLock().lock();
        try {
          foreignWrites.notice(threads.session());
          attempts.succeeded();
          return foreignWrites.count();
        } catch (SQLException e) {
          if (!SqliteFailure.isBusy(e)) {
            throw e;
          }
        } finally {
          gate.readLock().unlock();
        }
        attempts.refused();
      }
    });
  }

  /** Whether others have kept what we want to read, or write, waiting for a second, and do now. */
  public boolean isLockedByOthers() {
    long now = System.nanoTime();
    return readersLockout.lasts(LOCKED_NANOS, LOCKED_NANOS, now)
        || writerLockout.lasts(LOCKED_NANOS, LOCKED_NANOS, now);
  }

  /** As of the transaction that was begun last, see {@link SqlSession#epoch}: nothing is asked of the file. */
  public long epoch() {
    return foreignWrites.epoch();
  }

  /** {@code action} runs whenever another program's commit was noticed, before anything is read or written on top of it. */
  public void onForeignWrite(Runnable action) {
    foreignWrites.listen(action);
  }

  /** Treats what this process did as if another program had: for changes that no cache could follow. */
  public void forgetWhatWasSeen() {
    foreignWrites.asIfThereWasOne();
  }

  /** How long connections, and their threads, wait for work before they end; a minute unless this is called. */
  public void endIdleAfter(Duration idle) {
    threads.endIdleAfter(idle);
  }

  /** {@code action} runs when nothing was asked of the file for a minute and its connections are closed; on no thread in particular. */
  public void onIdle(Runnable action) {
    threads.onIdle(action);
  }

  /** The connection of this thread; null where others hold the file locked, so that it cannot be opened: setting it up reads the schema. */
  private @Nullable SqlSession sessionOrNull() throws SQLException {
    try {
      return threads.session();
    } catch (SQLException e) {
      if (SqliteFailure.isBusy(e)) {
        return null;
      }
      throw e;
    }
  }

  @FunctionalInterface
  private interface Job<T extends @Nullable Object> {
    T run(Attempts attempts) throws SQLException;
  }

  private Attempts reading() {
    return new Attempts(file.path(), busyPatience, readersLockout, READER_FIRST_PAUSE_NANOS);
  }

  /** A try of ours in the middle of another program's transaction can make that one fail: there are no more of them than need be. */
  private Attempts writing(Duration patience, Lockout lockout) {
    return new Attempts(file.path(), patience, lockout, Long.MAX_VALUE);
  }

  /** Waits for the outcome even when interrupted, so that it is never unknown; an interrupt only ends the waiting for locks. */
  private <T extends @Nullable Object> T await(DatabaseThreads.Kind kind, Attempts attempts, Job<T> job) {
    try {
      return threads.await(kind, () -> run(job, attempts), attempts::abandon);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private <T extends @Nullable Object> T run(Job<T> job, Attempts attempts) throws SQLException {
    try {
      return job.run(attempts);
    } catch (SQLException e) {
      if (!SqliteFailure.isNoDatabase(e)) {
        throw e;
      }
      // So it says as it takes its first lock. A connection that met the file empty believes that when the same file is put back, whose counter
      // it has seen before.
      threads.closeSession();
      return job.run(attempts);
    }
  }

  private RuntimeException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case SQLException e -> SqliteFailure.translate(file.path(), busyPatience, e);
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException(cause);
    };
  }

  /** Waits for the transactions that are queued or under way, then closes the connections. Idempotent. */
  @Override
  public void close() {
    threads.close();
  }
}
