package io.edgesync.repository.lineage;

import io.edgesync.repository.database.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * A check-in and its ancestors, youngest first, as far as they are asked for. Inside one transaction. Source: Fossil {@code
 * src/descendants.c, compute_ancestors()}.
 */
public final class AncestorWalk {

  private record Step(long rid, double day) {}

  private final SqlSession session;
  private final String parents;
  private final PriorityQueue<Step> pending = new PriorityQueue<>(AncestorWalk::youngestFirst);
  private final Set<Long> seen = new HashSet<>();

  /** @param primaryOnly follows the first parent of each check-in only, no merges */
  public AncestorWalk(SqlSession session, long rid, boolean primaryOnly) throws SQLException {
    this.session = session;
    this.parents = "SELECT pid, mtime FROM (SELECT pid FROM plink WHERE cid=?" + (primaryOnly ? " AND isprim" : "")
        + ") CROSS JOIN event ON objid=pid";
    add("SELECT objid, mtime FROM event WHERE objid=?", rid);
  }

  private static int youngestFirst(Step a, Step b) {
    int byDay = Double.compare(b.day(), a.day());
    return byDay != 0 ? byDay : Long.compare(b.rid(), a.rid());
  }

  private void add(String sql, long rid) throws SQLException {
    try (ResultSet row = session.bind(sql, rid).executeQuery()) {
      while (row.next()) {
        if (seen.add(row.getLong(1))) {
          pending.add(new Step(row.getLong(1), row.getDouble(2)));
        }
      }
    }
  }

  /** The next one, or 0 when there are no more. The first is the check-in itself. */
  public long next() throws SQLException {
    Step step = pending.poll();
    if (step == null) {
      return 0;
    }
    add(parents, step.rid());
    return step.rid();
  }
}
