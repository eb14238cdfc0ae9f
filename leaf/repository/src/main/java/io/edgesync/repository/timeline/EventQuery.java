package io.edgesync.repository.timeline;

import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.structure.JulianDay;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events that a filter asks for, a slice of the timeline per transaction. Where few check-ins can be meant, those of a short branch or
 * a file that seldom changed, they are found by their index; else the timeline is walked by date, at most {@link #SLICE} events a
 * transaction.
 */
final class EventQuery {

  /** How many events one transaction looks at: some milliseconds. */
  static final int SLICE = 5_000;
  /** Up to how many candidates sorting them is cheaper than walking past others. */
  private static final int FEW = 1_000;
  /** Dates are kept with rounding errors far below a millisecond, which is what is asked for and shown. */
  private static final double HALF_MILLISECOND = 0.5 / 86_400_000;

  private static final String IN_DIRECTORY = "(SELECT fnid FROM filename WHERE name=? OR (name>? AND name<?))";
  private static final String TAGGED = "(SELECT tagid FROM tag WHERE tagname=?)";

  /** Part of a statement and what is bound to it. */
  private record Part(String sql, List<Object> values) {
    static Part of(String sql, Object... values) {
      return new Part(sql, List.of(values));
    }
  }

  private final TimelineFilter filter;
  private final List<Part> conditions = new ArrayList<>();

  EventQuery(TimelineFilter filter) {
    this.filter = filter;
    String type = filter.type();
    if (type != null) {
      conditions.add(Part.of("e.type=?", type));
    }
    Instant before = filter.before();
    if (before != null) {
      conditions.add(Part.of("e.mtime<=?", JulianDay.of(before) + HALF_MILLISECOND));
    }
    Instant after = filter.after();
    if (after != null) {
      conditions.add(Part.of("e.mtime>=?", JulianDay.of(after) - HALF_MILLISECOND));
    }
    String user = filter.user();
    if (user != null) {
      conditions.add(Part.of("coalesce(e.euser, e.user, '')=?", user));
    }
    String text = filter.text();
    if (text != null) {
      conditions.add(Part.of("instr(lower(coalesce(e.ecomment, e.comment, '')), lower(?))>0", text));
    }
    addBranch(filter.branch());
    addPath(filter.path());
    conditions.add(Part.of("EXISTS (SELECT 1 FROM blob WHERE rid=e.objid)"));
  }

  private void addBranch(@Nullable String branch) {
    if (branch != null) {
      // As stock Fossil asks (src/timeline.c, timeline_cmd()): the symbolic tag, and no other branch's value.
      conditions.add(Part.of(
          "e.type='ci' AND EXISTS (SELECT 1 FROM tagxref WHERE rid=e.objid AND tagtype>0 AND tagid=" + TAGGED + ")"
              + " AND coalesce((SELECT value FROM tagxref WHERE tagid=" + TagId.BRANCH
              + " AND tagtype>0 AND rid=e.objid), ?)=?",
          "sym-" + branch, branch, branch));
    }
  }

  private void addPath(@Nullable String path) {
    if (path != null) {
      conditions.add(Part.of(
          "EXISTS (SELECT 1 FROM mlink WHERE mid=e.objid AND +fnid IN " + IN_DIRECTORY + ")",
          path, path + '/', path + '0'));
    }
  }

  /** What one transaction found, and where the next one goes on; {@code null} when the timeline is at its end. */
  record Found(List<Entry> entries, @Nullable TimelinePosition next) {}

  /** The next events after {@code from}, at most {@code max} of them; perhaps none, though there are more. */
  Found next(SqlSession session, TimelinePosition from, int max) throws SQLException {
    Part few = candidates(session);
    return few == null ? walk(session, from, max) : select(session, few, from, List.of(), max, null);
  }

  private @Nullable Part candidates(SqlSession session) throws SQLException {
    String path = filter.path();
    if (path != null) {
      Part part = Part.of("SELECT mid AS rid FROM mlink WHERE fnid IN " + IN_DIRECTORY, path, path + '/', path + '0');
      if (isFew(session, part)) {
        return part;
      }
    }
    String branch = filter.branch();
    if (branch != null) {
      Part part = Part.of("SELECT rid FROM tagxref WHERE tagid=" + TAGGED, "sym-" + branch);
      if (isFew(session, part)) {
        return part;
      }
    }
    return null;
  }

  private static boolean isFew(SqlSession session, Part part) throws SQLException {
    return session.number(0, "SELECT count(*) FROM (" + part.sql() + " LIMIT " + (FEW + 1) + ")",
        part.values().toArray()) <= FEW;
  }

  private Found walk(SqlSession session, TimelinePosition from, int max) throws SQLException {
    Instant after = filter.after();
    double oldest = after == null ? -1e99 : JulianDay.of(after) - HALF_MILLISECOND;
    Instant before = filter.before();
    double newest = before == null ? from.day() : Math.min(from.day(), JulianDay.of(before) + HALF_MILLISECOND);
    try (ResultSet end = session.bind(
        "SELECT mtime, objid FROM event WHERE mtime<=? AND mtime>=? AND (mtime, objid)<(?, ?)"
            + " ORDER BY mtime DESC, objid DESC LIMIT 1 OFFSET " + (SLICE - 1),
        newest, oldest, from.day(), from.event()).executeQuery()) {
      if (!end.next()) {
        return select(session, null, from, List.of(), max, null);
      }
      TimelinePosition last = new TimelinePosition(end.getDouble(1), end.getLong(2));
      return select(session, null, from,
          List.of(Part.of("e.mtime>=? AND (e.mtime, e.objid)>=(?, ?)", last.day(), last.day(), last.event())), max,
          last);
    }
  }

  private Found select(SqlSession session, @Nullable Part candidates, TimelinePosition from, List<Part> more, int max,
      @Nullable TimelinePosition sliceEnd) throws SQLException {
    List<Object> values = new ArrayList<>();
    StringBuilder sql = new StringBuilder("SELECT b.uuid, e.type, e.mtime, coalesce(e.euser, e.user, ''),"
        + " coalesce(e.ecomment, e.comment, ''), CASE e.type WHEN 'ci' THEN coalesce((SELECT value FROM tagxref"
        + " WHERE tagid=" + TagId.BRANCH + " AND tagtype>0 AND rid=e.objid), '" + Timeline.MAIN_BRANCH + "') END,"
        + " EXISTS (SELECT 1 FROM leaf WHERE rid=e.objid), e.objid FROM (SELECT e.objid AS rid, e.mtime AS mtime FROM ");
    if (candidates != null) {
      sql.append("(SELECT DISTINCT rid FROM (").append(candidates.sql()).append(")) c CROSS JOIN ");
      values.addAll(candidates.values());
    }
    sql.append("event e WHERE ").append(candidates == null ? "" : "e.objid=c.rid AND ")
        .append("e.mtime<=? AND (e.mtime, e.objid)<(?, ?)");
    values.addAll(List.of(from.day(), from.day(), from.event()));
    for (List<Part> parts : List.of(more, conditions)) {
      for (Part part : parts) {
        sql.append(" AND ").append(part.sql());
        values.addAll(part.values());
      }
    }
    sql.append(" ORDER BY e.mtime DESC, e.objid DESC LIMIT ?) s CROSS JOIN event e ON e.objid=s.rid"
        + " CROSS JOIN blob b ON b.rid=s.rid ORDER BY s.mtime DESC, s.rid DESC");
    values.add(max);
    return read(session, sql.toString(), values, max, sliceEnd);
  }

  private static Found read(SqlSession session, String sql, List<Object> values, int max,
      @Nullable TimelinePosition sliceEnd) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    TimelinePosition last = null;
    try (ResultSet row = session.bind(sql, values.toArray()).executeQuery()) {
      while (row.next()) {
        entries.add(new Entry(
            Columns.name(row, 1), row.getString(2), JulianDay.toInstant(row.getDouble(3)), SqlText.orEmpty(row, 4),
            SqlText.orEmpty(row, 5), SqlText.get(row, 6), row.getBoolean(7)));
        last = new TimelinePosition(row.getDouble(3), row.getLong(8));
      }
    }
    return new Found(entries, entries.size() == max ? last : sliceEnd);
  }
}
