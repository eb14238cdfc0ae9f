package io.edgesync.repository.tag;

import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.structure.JulianDay;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads branches and leaves, inside one transaction. Source: Fossil {@code src/branch.c}, {@code src/leaf.c}. */
final class BranchReader {

  private static final String MAIN_BRANCH = "trunk";
  private static final String IS_CLOSED = "EXISTS (SELECT 1 FROM tagxref c WHERE c.rid=e.objid AND c.tagid="
      + TagId.CLOSED + " AND c.tagtype>0)";

  private BranchReader() {}

  /** All branches by name in byte order; one look at every check-in, since each may be the newest of its branch. */
  static List<BranchInfo> branches(SqlSession session) throws SQLException {
    List<BranchInfo> branches = new ArrayList<>();
    // SQLite takes the columns beside max() from the row that has the maximum.
    try (ResultSet row = session.bind("SELECT name, uuid, day, EXISTS (SELECT 1 FROM tagxref c WHERE c.rid=s.rid"
        + " AND c.tagid=" + TagId.CLOSED
        + " AND c.tagtype>0), EXISTS (SELECT 1 FROM private p WHERE p.rid=s.rid), number FROM ("
        + "SELECT t.value AS name, max(e.mtime) AS day, e.objid AS rid, count(*) AS number"
        + " FROM tagxref t CROSS JOIN event e ON e.objid=t.rid WHERE t.tagid=" + TagId.BRANCH
        + " AND t.tagtype>0 GROUP BY t.value) s"
        + " JOIN blob b ON b.rid=s.rid ORDER BY name").executeQuery()) {
      while (row.next()) {
        branches.add(new BranchInfo(SqlText.orEmpty(row, 1), Columns.name(row, 2),
            JulianDay.toInstant(row.getDouble(3)), row.getBoolean(4), row.getBoolean(5), row.getInt(6)));
      }
    }
    return branches;
  }

  /** The leaves, newest first. */
  static List<Leaf> leaves(SqlSession session) throws SQLException {
    List<Leaf> leaves = new ArrayList<>();
    try (ResultSet row = session
        .bind("SELECT uuid, coalesce((SELECT value FROM tagxref WHERE tagid=" + TagId.BRANCH + " AND tagtype>0"
            + " AND rid=e.objid), '" + MAIN_BRANCH + "'), coalesce(e.mtime, e.omtime), coalesce(e.euser, e.user, ''),"
            + " coalesce(e.ecomment, e.comment, ''), " + IS_CLOSED + " FROM leaf l CROSS JOIN event e ON e.objid=l.rid"
            + " CROSS JOIN blob b ON b.rid=l.rid ORDER BY e.mtime DESC, e.objid DESC")
        .executeQuery()) {
      while (row.next()) {
        leaves.add(new Leaf(Columns.name(row, 1), SqlText.orEmpty(row, 2), JulianDay.toInstant(row.getDouble(3)),
            SqlText.orEmpty(row, 4), SqlText.orEmpty(row, 5), row.getBoolean(6)));
      }
    }
    return leaves;
  }
}
