package io.edgesync.repository.rebuild;

import io.edgesync.repository.database.SqlSession;
import java.sql.SQLException;
import java.util.IdentityHashMap;

/** Whether anybody wrote into the file since the first look, told by SQLite's {@code data_version}. */
final class ForeignChanges {

  private final IdentityHashMap<SqlSession, Long> versions = new IdentityHashMap<>();
  private boolean any;

  /** Called inside each read transaction, on whichever connection it runs; the versions of two connections cannot be compared. */
  synchronized void look(SqlSession session) throws SQLException {
    long version = session.number(0, "PRAGMA data_version");
    Long before = versions.put(session, version);
    any |= before == null ? versions.size() > 1 : before != version;
  }

  /** May say yes where nobody wrote, never the contrary. */
  synchronized boolean any() {
    return any;
  }
}
