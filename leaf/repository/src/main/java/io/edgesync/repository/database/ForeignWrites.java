package io.edgesync.repository.database;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells what may still be believed of what earlier transactions learned about the file. The writer connection knows whether somebody else
 * committed: its {@code PRAGMA data_version} moves for nothing else. A reader's moves for our own commits too, so a reader whose number
 * moved asks the writer connection.
 */
final class ForeignWrites {

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong epoch = new AtomicLong();

  /** The writer connection, while it is open and has been asked once; guarded by this, as its use for the question is. */
  private @Nullable SqlSession writer;
  private long writerVersion;

  /** Grows with every foreign commit that was noticed. */
  long count() {
    return count.get();
  }

  /** See {@link SqlSession#epoch}. */
  long epoch() {
    return epoch.get();
  }

  void listen(Runnable action) {
    listeners.add(action);
  }

  /** Asks the writer connection, on its own thread, whether there was a foreign commit since it was last asked. */
  synchronized void notice(SqlSession session) throws SQLException {
    long version = session.number(0, "PRAGMA data_version");
    if (session == writer && version == writerVersion) {
      return;
    }
    writer = session;
    writerVersion = version;
    noticed();
  }

  /**
   * As {@link #notice}, on the thread of a reader that is in its transaction: the gate keeps the writer out of one meanwhile. Without a
   * writer connection, or where it cannot read, whatever moved the reader's number counts as foreign.
   *
   * @throws SQLException where another program is about to commit, for which readers have to make way: it is to be asked again then
   */
  synchronized void noticeForReader() throws SQLException {
    SqlSession open = writer;
    if (open != null) {
      try {
        notice(open);
        return;
      } catch (SQLException e) {
        if (SqliteFailure.isBusy(e)) {
          throw e;
        }
        // The driver has finalized the statement. Whoever writes next is told what is wrong, the reader sees for itself.
        open.forgetStatements();
        writer = null;
      }
    }
    noticed();
  }

  /** For what this process itself did, where no cache could follow. */
  synchronized void asIfThereWasOne() {
    noticed();
  }

  private void noticed() {
    count.incrementAndGet();
    epoch.incrementAndGet();
    listeners.forEach(Runnable::run);
  }

  /** What a transaction learned before it was rolled back was never true. */
  void rolledBack() {
    epoch.incrementAndGet();
  }

  /** To be called before a connection is closed; waits for a reader that asks it. */
  synchronized void closing(SqlSession session) {
    if (session == writer) {
      writer = null;
    }
  }
}
