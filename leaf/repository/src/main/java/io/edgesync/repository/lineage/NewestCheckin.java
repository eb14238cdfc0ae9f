package io.edgesync.repository.lineage;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.SqlSession;
import java.sql.SQLException;

/** The check-in that {@code tip} means. */
public final class NewestCheckin {

  private NewestCheckin() {}

  /**
   * Its rid, 0 where there is none.
   *
   * @throws RepositoryException.Refused where the timeline has lost its check-ins
   */
  public static long of(SqlSession session) throws SQLException {
    long newest = session.number(0, "SELECT objid FROM event WHERE type='ci' ORDER BY mtime DESC LIMIT 1");
    if (newest == 0 && session.any("SELECT 1 FROM leaf")) {
      throw new RepositoryException.Refused(
          "expected check-ins in the timeline, where there are leaves; it has none: run"
              + " `edgesync rebuild`, which makes it anew");
    }
    return newest;
  }
}
