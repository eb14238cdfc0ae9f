package io.edgesync.repository.tag;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.TagId;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A check-in as its amendment finds it.
 *
 * @param date        {@code YYYY-MM-DD HH:MM:SS}
 * @param symbolic    the names of its active symbolic tags, without {@code sym-}
 * @param propagating those of them that propagate
 */
record CheckinState(
    boolean isPrivate,
    @Nullable String comment,
    @Nullable String user,
    @Nullable String date,
    String color,
    boolean colorPropagates,
    boolean isClosed,
    boolean isHidden,
    boolean isLeaf,
    Set<String> symbolic,
    List<String> propagating) {

  static CheckinState of(SqlSession session, Hash checkin) throws SQLException {
    Tagged tagged = Tagged.checkin(session, checkin);
    long rid = tagged.rid();
    String color = session.text("SELECT bgcolor FROM event WHERE objid=?", rid);
    return new CheckinState(
        tagged.isPrivate(),
        session.text("SELECT coalesce(ecomment, comment) FROM event WHERE objid=?", rid),
        session.text("SELECT coalesce(euser, user) FROM event WHERE objid=?", rid),
        session.text("SELECT datetime(mtime) FROM event WHERE objid=?", rid),
        color == null ? "" : color,
        session.number(0, "SELECT tagtype FROM tagxref WHERE rid=? AND tagid=?", rid, TagId.BGCOLOR) == 2,
        has(session, rid, TagId.CLOSED),
        has(session, rid, TagId.HIDDEN),
        BranchTags.isLeaf(session, rid),
        new TreeSet<>(BranchTags.symbolic(session, rid, false)),
        BranchTags.symbolic(session, rid, true));
  }

  private static boolean has(SqlSession session, long rid, int tagid) throws SQLException {
    return session.any("SELECT 1 FROM tagxref WHERE rid=? AND tagid=? AND tagtype>0", rid, tagid);
  }
}
