package io.edgesync.repository.database;

import io.edgesync.repository.RepositoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * One SQLite file: short reads and write transactions, run on platform threads on behalf of callers that block. Inside the process a fair
 * gate lets either several readers or the one writer at the file, in the order in which they asked; towards other programs every lock is
 * tried without SQLite's busy waiting and tried again a few milliseconds later, at most for the patience given. So an operation waits for
 * the work that this process queued before it, and for others no longer than that patience; what queues behind an operation that others
 * keep waiting waits along with it, not after it.
 *
 * <p>A change that was committed is on disk: {@code synchronous=EXTRA} syncs the journal, the file, and, once the journal is removed, the
 * directory; without the last a power cut could bring the journal back, and with it the state before. In WAL mode, where somebody else
 * chose it, the log is synced at each commit.
 */
public final class RepositoryDatabase implements AutoCloseable {

  private static final int READERS = 2;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final long CLOSE_SECONDS = 60;
  /** How often a reader begins anew because somebody committed at that very moment (WAL) before it goes on believing nothing. */
  private static final int EPOCH_ATTEMPTS = 5;

  private final Path file;
  private final Duration busyPatience;
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);
  private final ThreadPoolExecutor readers;
  private final ThreadPoolExecutor writer;
  private final Lockout readersLockout = new Lockout();
  private final Lockout writerLockout = new Lockout();
  private final ForeignWrites foreignWrites = new ForeignWrites();

  private final List<Runnable> onIdle = new CopyOnWriteArrayList<>();

  /** Threads that may still hold a connection. */
  private final Set<DatabaseThread> alive = ConcurrentHashMap.newKeySet();

  /** The file system's own key of the file first opened; set by the thread that connects first, compared by every transaction. */
  private volatile @Nullable Object fileKey;

  private RepositoryDatabase(Path file, Duration busyPatience, boolean create) {
    this.file = file;
    this.busyPatience = busyPatience;
    this.readers = threads(READERS, "repository-reader-", () -> connect(create, true));
    this.writer = threads(1, "repository-writer-", () -> connect(create, false));
  }

  /** Takes up work on {@code file}, which must exist; nothing is opened before it is needed. */
  public static RepositoryDatabase of(Path file, Duration busyPatience) {
    return new RepositoryDatabase(file, busyPatience, false);
  }

  /** As {@link #of}, for a file that SQLite makes when it is first used. */
  public static RepositoryDatabase creating(Path file, Duration busyPatience) {
    return new RepositoryDatabase(file, busyPatience, true);
  }

  private ThreadPoolExecutor threads(int count, String name, DatabaseThread.Opener opener) {
    ThreadPoolExecutor pool = new ThreadPoolExecutor(count, count, IDLE.toSeconds(), TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(), work -> {
          DatabaseThread thread = new DatabaseThread(this, work, name + file.getFileName(), opener);
          alive.add(thread);
          return thread;
        });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  public Path file() {
    return file;
  }

  /** A connection to the file, made as all of ours are; {@code create} lets SQLite make the file. */
  SqlSession connect(boolean create, boolean queryOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(0);
    // Only the first connection makes the file: one that vanished later is not replaced by an empty one.
    if (!create || fileKey != null) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    SqlSession session = new SqlSession(connection);
    try {
      session.execute("PRAGMA trusted_schema=0");
      session.execute("PRAGMA synchronous=EXTRA");
      // Where fsync leaves data in the drive's own memory (macOS) there is a call that does not.
      session.execute("PRAGMA fullfsync=1");
      session.execute("PRAGMA checkpoint_fullfsync=1");
      if (queryOnly) {
        session.execute("PRAGMA query_only=1");
      }
      if (fileKey == null) {
        fileKey = keyNow();
      }
      return session;
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  private @Nullable Object keyNow() {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException gone) {
      return null;
    }
  }

  /** What is written into a file without a name is lost when we close it, so nothing may be acknowledged there. */
  private void requireSameFile() {
    Object opened = fileKey;
    if (opened != null && !opened.equals(keyNow())) {
      throw new RepositoryException.Unreadable(file,
          "was removed or replaced while it was open; put it back, or start this program again", null);
    }
  }

  /**
   * Runs {@code reading} in a read transaction. It may run on another program's idle moment later than now; the caller blocks.
   *
   * @throws RepositoryException.Busy when others held the file for longer than our patience
   */
  public <T extends @Nullable Object> T read(Reading<T> reading) {
    return await(readers, readersLockout, attempts -> {
      while (true) {
        gate.readLock().lock();
        try {
          requireSameFile();
          SqlSession session = sessionOrNull();
          if (session != null && beginRead(session)) {
            attempts.succeeded();
            return endRead(session, reading);
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
        foreignWrites.noticeForReader();
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

  private static <T extends @Nullable Object> T endRead(SqlSession session, Reading<T> reading) throws SQLException {
    boolean done = false;
    try {
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
    return await(writer, writerLockout, attempts -> {
      while (true) {
        gate.writeLock().lock();
        try {
          requireSameFile();
          SqlSession session = sessionOrNull();
          if (session != null && beginWrite(session)) {
            attempts.succeeded();
            return endWrite(session, writing);
          }
        } finally {
          gate.writeLock().unlock();
        }
        attempts.refused();
      }
    });
  }

  private static boolean beginWrite(SqlSession session) throws SQLException {
    try {
      session.prepare("BEGIN EXCLUSIVE").execute();
      return true;
    } catch (SQLException e) {
      if (SqliteFailure.isBusy(e)) {
        return false;
      }
      // The driver has finalized the statement, and the file may be writable the next time.
      session.forgetStatements();
      throw e;
    }
  }

  private <T extends @Nullable Object> T endWrite(SqlSession session, Writing<T> writing) throws SQLException {
    boolean committed = false;
    try {
      boolean foreign = foreignWrites.notice(session);
      session.enter(foreignWrites.epoch());
      T result = writing.write(new Transaction(session, foreign));
      session.prepare("COMMIT").execute();
      committed = true;
      return result;
    } finally {
      if (!committed) {
        rollBack(session);
        foreignWrites.rolledBack();
      }
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
    return await(writer, readersLockout, attempts -> {
      while (true) {
        gate.readLock().lock();
        try {
          foreignWrites.notice(current().session());
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

  /** {@code action} runs whenever another program's commit was noticed, before anything is read or written on top of it. */
  public void onForeignWrite(Runnable action) {
    foreignWrites.listen(action);
  }

  /** Treats what this process did as if another program had: for changes that no cache could follow. */
  public void forgetWhatWasSeen() {
    foreignWrites.asIfThereWasOne();
  }

  /** {@code action} runs when nothing was asked of the file for a minute and its connections are closed; on no thread in particular. */
  public void onIdle(Runnable action) {
    onIdle.add(action);
  }

  /** The connection of this thread; null where others hold the file locked, so that it cannot be opened: setting it up reads the schema. */
  private @Nullable SqlSession sessionOrNull() throws SQLException {
    try {
      return current().session();
    } catch (SQLException e) {
      if (SqliteFailure.isBusy(e)) {
        return null;
      }
      throw e;
    }
  }

  private DatabaseThread current() {
    if (Thread.currentThread() instanceof DatabaseThread thread && thread.database() == this) {
      return thread;
    }
    throw new IllegalStateException("not a thread of " + file);
  }

  @FunctionalInterface
  private interface Job<T extends @Nullable Object> {
    T run(Attempts attempts) throws SQLException;
  }

  /** Waits for the outcome even when interrupted, so that it is never unknown; an interrupt only ends the waiting for locks. */
  private <T extends @Nullable Object> T await(ThreadPoolExecutor threads, Lockout lockout, Job<T> job) {
    if (Thread.currentThread() instanceof DatabaseThread thread && thread.database() == this) {
      throw new IllegalStateException("a transaction on " + file + " inside another one");
    }
    Attempts attempts = new Attempts(file, busyPatience, lockout);
    FutureTask<T> task = new FutureTask<>(() -> job.run(attempts));
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      throw new RepositoryException.Closed(file, "is closed");
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
          attempts.abandon();
        }
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private RuntimeException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case SQLException e -> SqliteFailure.translate(file, busyPatience, e);
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException(cause);
    };
  }

  /** Waits for the transactions that are queued or under way, then closes the connections. Idempotent. */
  @Override
  public void close() {
    readers.shutdown();
    writer.shutdown();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    boolean interrupted = false;
    while (true) {
      try {
        awaitEnd(deadline);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnd(long deadline) throws InterruptedException {
    boolean ended = readers.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
        && writer.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    for (DatabaseThread thread : List.copyOf(alive)) {
      // One that was made while the pool shut down is never started; all others have been by now.
      ended &= thread.getState() == Thread.State.NEW
          || thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }
    if (!ended) {
      throw new IllegalStateException(file + ": a transaction still runs after " + CLOSE_SECONDS + " s");
    }
  }

  void closing(SqlSession session) {
    foreignWrites.closing(session);
  }

  void ended(DatabaseThread thread) {
    alive.remove(thread);
    if (alive.isEmpty()) {
      onIdle.forEach(Runnable::run);
    }
  }
}
