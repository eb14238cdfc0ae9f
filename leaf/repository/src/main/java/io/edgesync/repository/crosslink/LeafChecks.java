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
  private final Set<Long> withNewChild = new HashSet<>();

  LeafChecks(SqlSession session) {
    this.session = session;
  }

  /** Looks at {@code rid}, and at the parents that it has now. */
  void check(long rid) throws SQLException {
    rids.add(rid);
    rids.addAll(session.list(row -> row.getLong(1), "SELECT pid FROM plink WHERE cid=? AND pid>0", rid));
  }

  /**
   * The artifact got a child. That makes no leaf of it, but it may be none any longer, also where the child has no branch of its own and
   * so no tag that would tell.
   */
  void gotChild(long rid) {
    withNewChild.add(rid);
  }

  void settle() throws SQLException {
    for (long rid : rids) {
      session.update(BranchTags.isLeaf(session, rid)
          ? "INSERT OR IGNORE INTO leaf(rid) VALUES(?)"
          : "DELETE FROM leaf WHERE rid=?", rid);
    }
    withNewChild.removeAll(rids);
    for (long rid : withNewChild) {
      if (session.any("SELECT 1 FROM leaf WHERE rid=?", rid) && !BranchTags.isLeaf(session, rid)) {
        session.update("DELETE FROM leaf WHERE rid=?", rid);
      }
    }
    rids.clear();
    withNewChild.clear();
  }
}
