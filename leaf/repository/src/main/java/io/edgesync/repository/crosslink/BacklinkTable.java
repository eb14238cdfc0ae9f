package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.JulianDay;
import java.sql.SQLException;
import java.util.List;

/** The table {@code backlink}: which text refers to which artifact. */
final class BacklinkTable {

  /** {@code srctype} of a check-in's comment. */
  static final int COMMENT = 0;
  /** {@code srctype} of a ticket change. */
  static final int TICKET = 1;
  /** {@code srctype} of a wiki page; {@code srcid} is the tag's id. */
  static final int WIKI = 2;
  /** {@code srctype} of a forum post. */
  static final int FORUM = 4;

  private BacklinkTable() {}

  /** Puts {@code targets} in place of what the text referred to before. */
  static void replace(SqlSession session, int sourceType, long sourceId, double mtime, List<String> targets)
      throws SQLException {
    session.update("DELETE FROM backlink WHERE srctype=? AND srcid=?", sourceType, sourceId);
    add(session, sourceType, sourceId, mtime, targets);
  }

  static void add(SqlSession session, int sourceType, long sourceId, double mtime, List<String> targets)
      throws SQLException {
    for (String target : targets) {
      session.update(
          "REPLACE INTO backlink(target, srctype, srcid, mtime) VALUES(?,?,?,?)", target, sourceType, sourceId,
          JulianDay.asWritten(mtime));
    }
  }
}
