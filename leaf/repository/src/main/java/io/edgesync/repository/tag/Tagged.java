package io.edgesync.repository.tag;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;

/**
 * What is to be tagged.
 *
 * @param isCheckin whether the timeline has it as a check-in
 */
record Tagged(long rid, boolean isCheckin, boolean isPrivate) {

  /** @throws RepositoryException.Refused where it is not in this repository */
  static Tagged of(SqlSession session, Hash target) throws SQLException {
    long rid = session.number(0, "SELECT rid FROM blob WHERE uuid=? AND size>=0", target.hex());
    if (rid == 0) {
      throw new RepositoryException.Refused(target + ": expected an artifact to tag, it is not in this repository");
    }
    return new Tagged(
        rid,
        session.any("SELECT 1 FROM event WHERE objid=? AND type='ci'", rid),
        session.any("SELECT 1 FROM private WHERE rid=?", rid));
  }

  static Tagged checkin(SqlSession session, Hash target) throws SQLException {
    Tagged tagged = of(session, target);
    if (!tagged.isCheckin()) {
      throw new RepositoryException.Refused(target + ": expected a check-in, found another artifact");
    }
    return tagged;
  }
}
