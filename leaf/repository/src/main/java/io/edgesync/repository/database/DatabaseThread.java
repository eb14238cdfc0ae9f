package io.edgesync.repository.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread that owns one connection: opened when first needed, closed when the thread ends, which it does when idle. SQLite's
 * native frames would pin a virtual thread's carrier.
 */
final class DatabaseThread extends Thread {

  @FunctionalInterface
  interface Opener {
    SqlSession open() throws SQLException;
  }

  private final DatabaseThreads owner;
  private final DatabaseThreads.Kind kind;
  private final Opener opener;
  private @Nullable SqlSession session;

  DatabaseThread(DatabaseThreads owner, DatabaseThreads.Kind kind, Runnable work, String name, Opener opener) {
    super(null, work, name, 0, false);
    this.owner = owner;
    this.kind = kind;
    this.opener = opener;
    setDaemon(true);
  }

  DatabaseThreads owner() {
    return owner;
  }

  DatabaseThreads.Kind kind() {
    return kind;
  }

  SqlSession session() throws SQLException {
    SqlSession open = session;
    if (open == null) {
      open = opener.open();
      session = open;
    }
    return open;
  }

  /** Closes the connection; the next one that is asked for is a new one. */
  void closeSession() {
    SqlSession open = session;
    if (open != null) {
      owner.closing(open);
      session = null;
      open.close();
    }
  }

  @Override
  public void run() {
    try {
      super.run();
    } finally {
      closeSession();
      owner.ended(this);
    }
  }
}
