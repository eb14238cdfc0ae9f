package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.tag.BranchTags;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Check-ins whose place in the table {@code leaf} must be looked at before the transaction ends (Fossil {@code src/leaf.c}). */
final class LeafChecks {

  private final SqlSession session;
  private final Set<Long> rids = new HashSet<>();
  private final Set<Long> withParents = new HashSet<>();
  private final Set<Long> withNewChild = new HashSet<>();

  LeafChecks(SqlSession session) {
    this.session = session;
  }

  /** Looks at {@code rid}, and at the parents that it has now. */
  void check(long rid) throws SQLException {
    rids.add(rid);
    rids.addAll(session.list(row -> row.getLong(1), "SELECT pid FROM plink WHERE cid=? AND pid>0", rid));
  }

  /** Looks at {@code rid}, and at the parents that it has in the end. */
  void checkLater(long rid) {
    withParents.add(rid);
  }

  /**
   * The artifact got a child. That makes no leaf of it, but it may be none any longer, also where the child has no branch of its own and
   * so no tag that would tell.
   */
  void gotChild(long rid) {
    withNewChild.add(rid);
  }

  /**
   * The parents of a check-in are known now. Where somebody put it on a branch before it came, and a rebuild comes to it first, the rebuild
   * looks at its parents when it comes to that tag.
   */
  void gotParents(long rid) throws SQLException {
    long tagged = session.number(0,
        "SELECT srcid FROM tagxref WHERE tagid=" + TagId.BRANCH + " AND rid=?1 AND srcid NOT IN (0,?1)", rid);
    if (tagged != 0 && new RebuildOrder(session).isBefore(rid, tagged)) {
      check(rid);
    }
  }

  void settle() throws SQLException {
    if (rids.isEmpty() && withParents.isEmpty() && withNewChild.isEmpty()) {
      return;
    }
    rids.addAll(withParents);
    rids.addAll(session.list(row -> row.getLong(1),
        "SELECT pid FROM plink WHERE pid>0 AND cid IN (SELECT value FROM json_each(?))", withParents.toString()));
    withNewChild.addAll(rids);
    List<Long> noLeaves = session.list(row -> row.getLong(1),
        "SELECT j.value FROM json_each(?) j WHERE " + BranchTags.hasChildOnBranch("j.value"), withNewChild.toString());
    for (long rid : noLeaves) {
      session.update("DELETE FROM leaf WHERE rid=?", rid);
    }
    session.update("INSERT OR IGNORE INTO leaf(rid) SELECT j.value FROM json_each(?) j WHERE NOT "
        + BranchTags.hasChildOnBranch("j.value"), rids.toString());
    rids.clear();
    withParents.clear();
    withNewChild.clear();
  }
}
