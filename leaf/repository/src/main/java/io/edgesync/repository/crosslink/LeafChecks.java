package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.TagId;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** Check-ins whose place in the table {@code leaf} must be looked at before the transaction ends (Fossil {@code src/leaf.c}). */
final class LeafChecks {

  private static final String HAS_CHILD_ON_BRANCH = "SELECT 1 FROM plink WHERE pid=?1"
      + " AND coalesce((SELECT value FROM tagxref WHERE tagid=" + TagId.BRANCH + " AND rid=?1),'trunk')"
      + " = coalesce((SELECT value FROM tagxref WHERE tagid=" + TagId.BRANCH + " AND rid=plink.cid),'trunk')";

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
      if (session.any(HAS_CHILD_ON_BRANCH, rid)) {
        session.update("DELETE FROM leaf WHERE rid=?", rid);
      } else {
        session.update("INSERT OR IGNORE INTO leaf(rid) VALUES(?)", rid);
      }
    }
    rids.clear();
  }
}
