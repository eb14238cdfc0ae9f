package io.edgesync.repository.database;

import io.edgesync.repository.RepositoryException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The threads of one database, each with a connection of its own: two that read and one that writes, ended when idle for a minute. */
final class DatabaseThreads implements AutoCloseable {

  /** What a thread's connection may do. */
  enum Kind {
    READER, WRITER
  }

  private static final int READERS = 2;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final long CLOSE_SECONDS = 60;

  private final DatabaseFile file;
  private final Consumer<SqlSession> beforeClosing;
  private final ThreadPoolExecutor readers;
  private final ThreadPoolExecutor writer;
  /**
   * Held to submit and to shut down. A pool that is shut down while it makes its first thread gives that thread up, and with it what another
   * caller had put into the queue in the belief that it would be there.
   */
  private final ReentrantLock lifecycle = new ReentrantLock();
  private final List<Runnable> onIdle = new CopyOnWriteArrayList<>();
  /** Those that may still hold a connection. */
  private final Set<DatabaseThread> alive = ConcurrentHashMap.newKeySet();

  /** @param beforeClosing told of each connection before it is closed, on its own thread */
  DatabaseThreads(DatabaseFile file, Consumer<SqlSession> beforeClosing) {
    this.file = file;
    this.beforeClosing = beforeClosing;
    this.readers = pool(Kind.READER, READERS, "repository-reader-", () -> file.connect(true));
    this.writer = pool(Kind.WRITER, 1, "repository-writer-", () -> file.connect(false));
  }

  private ThreadPoolExecutor pool(Kind kind, int count, String name, DatabaseThread.Opener opener) {
    ThreadPoolExecutor pool = new ThreadPoolExecutor(count, count, IDLE.toSeconds(), TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(), work -> {
          DatabaseThread thread = new DatabaseThread(this, kind, work, name + file.path().getFileName(), opener);
          alive.add(thread);
          return thread;
        });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** How long a thread without work keeps its connection, from now on. */
  void endIdleAfter(Duration idle) {
    readers.setKeepAliveTime(idle.toMillis(), TimeUnit.MILLISECONDS);
    writer.setKeepAliveTime(idle.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** {@code action} runs when the last thread has ended, so that no connection is open; on no thread in particular. */
  void onIdle(Runnable action) {
    onIdle.add(action);
  }

  /**
   * Runs {@code work} on a thread of that kind and waits for its outcome, also when interrupted.
   *
   * @param onInterrupt called on the waiting thread when it is interrupted
   * @throws ExecutionException         with the failure of the work
   * @throws RepositoryException.Closed after {@link #close}
   */
  <T extends @Nullable Object> T await(Kind kind, Callable<T> work, Runnable onInterrupt) throws ExecutionException {
    if (currentOrNull() != null) {
      throw new IllegalStateException("a transaction on " + file.path() + " inside another one");
    }
    FutureTask<T> task = new FutureTask<>(work);
    submit(kind == Kind.READER ? readers : writer, task);
    return Outcome.of(task, onInterrupt);
  }

  private void submit(ThreadPoolExecutor pool, Runnable task) {
    lifecycle.lock();
    try {
      pool.execute(task);
    } catch (RejectedExecutionException e) {
      throw new RepositoryException.Closed(file.path(), "is closed");
    } finally {
      lifecycle.unlock();
    }
  }

  /** The connection of the thread that asks, which must be one of these; opened when first asked for. */
  SqlSession session() throws SQLException {
    return current().session();
  }

  /** The connection of the thread that asks, if it is one that reads: all that such a one does, it does in a transaction. */
  @Nullable
  SqlSession readingOrNull() throws SQLException {
    DatabaseThread thread = currentOrNull();
    return thread != null && thread.kind() == Kind.READER ? thread.session() : null;
  }

  /** Closes the connection of the thread that asks: what it has in memory of the file is no longer the file's. */
  void closeSession() {
    current().closeSession();
  }

  private DatabaseThread current() {
    DatabaseThread thread = currentOrNull();
    if (thread == null) {
      throw new IllegalStateException("not a thread of " + file.path());
    }
    return thread;
  }

  private @Nullable DatabaseThread currentOrNull() {
    return Thread.currentThread() instanceof DatabaseThread thread && thread.owner() == this ? thread : null;
  }

  /** Waits for the work that is queued or under way, then for the connections to be closed. Idempotent. */
  @Override
  public void close() {
    lifecycle.lock();
    try {
      readers.shutdown();
      writer.shutdown();
    } finally {
      lifecycle.unlock();
    }
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
      throw new IllegalStateException(file.path() + ": a transaction still runs after " + CLOSE_SECONDS + " s");
    }
  }

  void closing(SqlSession session) {
    beforeClosing.accept(session);
  }

  void ended(DatabaseThread thread) {
    alive.remove(thread);
    if (alive.isEmpty()) {
      onIdle.forEach(Runnable::run);
    }
  }
}
