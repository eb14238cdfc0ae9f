package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.database.TagId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link TagGraph} over the tables {@code tagxref} and {@code plink}. */
final class SqlTagGraph implements TagGraph {

  private static final String COLUMNS = "SELECT tagid, tagtype, srcid, origid, value, mtime, rid FROM tagxref";

  private final SqlSession session;
  private final LeafChecks leaves;
  private final RebuildOrder order;
  private final EventTags eventTags;

  SqlTagGraph(SqlSession session, LeafChecks leaves, EventTags eventTags) {
    this.session = session;
    this.eventTags = eventTags;
    this.leaves = leaves;
    this.order = new RebuildOrder(session);
  }

  @Override
  public @Nullable TagRow find(long rid, int tagId) throws SQLException {
    List<TagRow> rows = session.list(SqlTagGraph::row, COLUMNS + " WHERE rid=? AND tagid=?", rid, tagId);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  @Override
  public List<TagRow> all(long rid) throws SQLException {
    return session.list(SqlTagGraph::row, COLUMNS + " WHERE rid=?", rid);
  }

  private static TagRow row(ResultSet row) throws SQLException {
    return new TagRow(
        row.getInt(1), row.getInt(2), row.getLong(3), row.getLong(4), SqlText.get(row, 5), row.getDouble(6),
        row.getLong(7));
  }

  @Override
  public void put(TagRow row) throws SQLException {
    session.update(
        "REPLACE INTO tagxref(tagid, tagtype, srcid, origid, value, mtime, rid) VALUES(?,?,?,?,?,?,?)",
        row.tagId(), row.tagType(), row.sourceRid(), row.originRid(), row.value(), row.mtime(), row.rid());
  }

  /** By one statement: a check-in that was missing gives the tags of its branch to whole stretches of a history. */
  @Override
  public void putAll(TagRow row, Collection<Long> rids) throws SQLException {
    if (rids.size() > 1) {
      session.update("REPLACE INTO tagxref(tagid, tagtype, srcid, origid, value, mtime, rid)"
          + " SELECT ?,?,?,?,?,?,j.value FROM json_each(?) j", row.tagId(), row.tagType(), row.sourceRid(),
          row.originRid(), row.value(), row.mtime(), rids.toString());
    } else {
      TagGraph.super.putAll(row, rids);
    }
  }

  @Override
  public boolean isMetFirst(TagRow present, TagRow other) throws SQLException {
    return present.sourceRid() == other.sourceRid() || order.isBefore(present.sourceRid(), other.sourceRid());
  }

  @Override
  public void remove(long rid, int tagId) throws SQLException {
    session.update("DELETE FROM tagxref WHERE tagid=? AND rid=?", tagId, rid);
  }

  @Override
  public List<Child> primaryChildren(long rid) throws SQLException {
    return session.list(
        row -> new Child(row.getLong(1), row.getDouble(2)),
        "SELECT cid, mtime FROM plink WHERE pid=? AND isprim",
        rid);
  }

  /** By one query: a tag of the main branch has tens of thousands of descendants. */
  @Override
  public List<Long> reached(long from, Reach reach) throws SQLException {
    return session.list(row -> row.getLong(1),
        "WITH RECURSIVE r(rid) AS (VALUES(?1) UNION SELECT p.cid FROM r CROSS JOIN plink p ON p.pid=r.rid AND p.isprim"
            // A query for itself: SQLite looks a row up by all of its key whatever it believes of the table's size.
            + " WHERE coalesce((SELECT coalesce(t.srcid,0)=0 AND (coalesce(t.mtime,0)<?4 OR coalesce(t.origid,0)=?5)"
            + " FROM tagxref t WHERE t.rid=p.cid AND t.tagid=?2),?3)) SELECT rid FROM r WHERE rid<>?1",
        from, reach.tagId(), reach.setting() ? 1 : 0, reach.mtime(), reach.replaced());
  }

  @Override
  public void propagated(long rid, int tagId, @Nullable String value) throws SQLException {
    if (tagId == TagId.BGCOLOR) {
      session.update("UPDATE event SET bgcolor=? WHERE objid=?", value, rid);
      eventTags.touch(rid);
    } else if (tagId == TagId.BRANCH) {
      leaves.checkLater(rid);
    }
  }
}
