package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.tag.BranchTags;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** Check-ins whose place in the table {@code leaf} must be looked at before the transaction ends (Fossil {@code src/leaf.c}). */
final class LeafChecks {

  private final SqlSession session;
  private final Set<Long> rids = new HashSet<>();

  LeafChecks(SqlSession session) {
    this.session = session;
  }

  /** Looks at {@code rid}, and at the parents that it has now. */
  void check(long rid) throws SQLException {
    rids.add(rid);
    rids.addAll(session.list(row -> row.getLong(1), "SELECT pid FROM plink WHERE cid=? AND pid>0", rid));
  }

  void settle() throws SQLException {
    for (long rid : rids) {
      session.update(BranchTags.isLeaf(session, rid)
          ? "INSERT OR IGNORE INTO leaf(rid) VALUES(?)"
          : "DELETE FROM leaf WHERE rid=?", rid);
    }
    rids.clear();
  }
}
