package io.edgesync.repository.tag;

import io.edgesync.repository.database.SqlSession;
import java.sql.SQLException;

/** What tags say of branches. */
public final class BranchTags {

  private BranchTags() {}

  /** Whether no child is on the same branch (Fossil {@code src/leaf.c, is_a_leaf()}). */
  public static boolean isLeaf(SqlSession session, long rid) throws SQLException {
    return !session.any(
        "SELECT 1 FROM plink WHERE pid=?1"
            + " AND coalesce((SELECT value FROM tagxref WHERE tagid=8 AND rid=?1),'trunk')"
            + " = coalesce((SELECT value FROM tagxref WHERE tagid=8 AND rid=plink.cid),'trunk')",
        rid);
  }

  /** Whether the branch has a leaf that is not closed (Fossil {@code src/branch.c, branch_is_open()}). */
  public static boolean isOpen(SqlSession session, String branch) throws SQLException {
    return session
        .any("SELECT 1 FROM tagxref o WHERE tagid=8 AND tagtype=2 AND value=? AND rid IN (SELECT rid FROM leaf)"
            + " AND NOT EXISTS (SELECT 1 FROM tagxref i WHERE i.tagid=9 AND i.tagtype=1 AND i.rid=o.rid)", branch);
  }
}
