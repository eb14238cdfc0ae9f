package io.edgesync.repository.ticket;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.TicketChange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/**
 * Makes the rows of tickets from all of their changes, at the end of a batch and inside its transaction. Source: {@code src/tkt.c,
 * ticket_rebuild_entry()}.
 */
public final class TicketReplay {

  private static final Logger log = LoggerFactory.getLogger(TicketReplay.class);

  /** What a statement on a custom table may fail with without harm to the transaction. */
  private static final Set<SQLiteErrorCode> OF_THE_TABLE = Set.of(SQLiteErrorCode.SQLITE_ERROR,
      SQLiteErrorCode.SQLITE_CONSTRAINT, SQLiteErrorCode.SQLITE_MISMATCH, SQLiteErrorCode.SQLITE_TOOBIG,
      SQLiteErrorCode.SQLITE_RANGE);

  /** More changes of one instant stay in the order of their rids: to find out more would cost too much. */
  private static final int TIES_MAX = 50;

  private final SqlSession session;
  private final TicketTimeline timeline;
  private final TicketColumns columns;
  private final TicketRows rows;
  private final String titleColumn;
  private final String statusColumn;
  private final ValueLimit limit;

  /** Reads how tickets look here; {@code connection} stays the caller's. */
  public TicketReplay(Connection connection, TicketTimeline timeline) throws SQLException {
    this.session = SqlSession.borrowing(connection);
    this.timeline = timeline;
    this.columns = TicketColumns.read(session);
    this.rows = new TicketRows(session, columns);
    this.titleColumn = setting("ticket-title-expr", "title");
    this.statusColumn = setting("ticket-status-column", "status");
    this.limit = new ValueLimit(connection);
  }

  private String setting(String name, String otherwise) throws SQLException {
    String value = session.text("SELECT value FROM config WHERE name=?", name);
    return value == null ? otherwise : value;
  }

  /**
   * Makes the rows of {@code tickets}, in the order in which a rebuild does, and of others where they depend on each other. A ticket whose rows
   * the custom tables do not take is left out.
   */
  public void replay(Set<String> tickets) throws SQLException {
    if (!columns.hasTicket() || tickets.isEmpty()) {
      return;
    }
    try {
      SortedSet<String> all = new TreeSet<>(tickets);
      if (columns.isEntangled()) {
        all.addAll(every());
        rows.clear();
      }
      for (String ticket : all) {
        guarded(ticket);
        session.forgetStatements();
      }
    } finally {
      session.forgetStatements();
    }
  }

  /** Makes the rows of all tickets that the repository has, and none besides. */
  public void replayAll() throws SQLException {
    session.update("DELETE FROM event WHERE type='t' AND tagid IN (SELECT tagid FROM tag WHERE tagname GLOB 'tkt-*')");
    session.update("DELETE FROM backlink WHERE srctype=1");
    if (columns.hasTicket()) {
      rows.clear();
    }
    replay(every());
  }

  private Set<String> every() throws SQLException {
    SortedSet<String> names = new TreeSet<>();
    try (ResultSet row = session.prepare("SELECT substr(tagname, 5) FROM tag WHERE tagname GLOB 'tkt-*'")
        .executeQuery()) {
      while (row.next()) {
        if (row.getString(1).matches("[0-9a-fA-F]{40}")) {
          names.add(row.getString(1));
        }
      }
    }
    return names;
  }

  private void guarded(String ticket) throws SQLException {
    long tagid = session.number(0, "SELECT tagid FROM tag WHERE tagname=?", "tkt-" + ticket);
    session.execute("SAVEPOINT ticket");
    try {
      List<Long> rids = rids(tagid);
      limit.lower(session.number(0,
          "SELECT sum(size) FROM blob WHERE size>0 AND rid IN (SELECT rid FROM tagxref WHERE tagid=?)", tagid));
      rebuild(ticket, tagid, rids);
    } catch (SQLException e) {
      requireOfTheTable(e);
      session.forgetStatements();
      session.execute("ROLLBACK TO ticket");
      log.warn("ticket left out, its table does not take it ticket={} reason={}", ticket, e.getMessage());
      leaveOut(ticket, tagid);
    } finally {
      limit.restore();
    }
    session.execute("RELEASE ticket");
  }

  /** Anything else, a full disk for example, concerns the whole batch. */
  private static void requireOfTheTable(SQLException e) throws SQLException {
    if (!OF_THE_TABLE.contains(SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff))) {
      throw e;
    }
  }

  /** As if nobody had ever heard of it: what an earlier replay made of it is not what it is now. */
  private void leaveOut(String ticket, long tagid) throws SQLException {
    try {
      rows.remove(ticket);
    } catch (SQLException e) {
      requireOfTheTable(e);
      session.forgetStatements();
    }
    timeline.clearReferences(tagid);
    session.update("DELETE FROM event WHERE type='t' AND tagid=?", tagid);
  }

  private record Dated(long rid, double mtime) {}

  /** By date; where dates are equal, in the order in which a rebuild comes to them. */
  private List<Long> rids(long tagid) throws SQLException {
    List<Dated> changes = new ArrayList<>();
    try (ResultSet row = session.bind("SELECT rid, mtime FROM tagxref WHERE tagid=? ORDER BY mtime, rid", tagid)
        .executeQuery()) {
      while (row.next()) {
        Dated change = new Dated(row.getLong(1), row.getDouble(2));
        int at = changes.size();
        while (at > 0 && changes.size() - at < TIES_MAX && changes.get(at - 1).mtime() == change.mtime()
            && timeline.isBefore(change.rid(), changes.get(at - 1).rid())) {
          at--;
        }
        changes.add(at, change);
      }
    }
    return changes.stream().map(Dated::rid).toList();
  }

  private void rebuild(String ticket, long tagid, List<Long> rids) throws SQLException {
    rows.remove(ticket);
    timeline.clearReferences(tagid);
    Map<String, List<Written>> latest = new HashMap<>();
    long ticketId = 0;
    boolean isNew = true;
    for (long rid : rids) {
      TicketChange change = timeline.change(rid);
      if (change != null) {
        ticketId = ticketId == 0 ? rows.create(change.ticket()) : ticketId;
        TicketRows.Mimetypes mimetypes = rows.change(ticketId, rid, change);
        references(rid, change, mimetypes, latest);
        TicketEventText text = text(change, isNew);
        timeline.event(rid, change, tagid, text.comment(), text.brief());
      }
      isNew = false;
    }
    for (List<Written> written : latest.values()) {
      for (Written piece : written) {
        timeline.references(piece.rid(), piece.julianDay(), piece.mimetype(), piece.text());
      }
    }
    timeline.replayed(ticketId);
  }

  /** A piece of a field's present value. */
  private record Written(long rid, double julianDay, @Nullable String mimetype, String text) {}

  /** What {@code ticketchng} keeps refers for ever; what only {@code ticket} has refers while it is the field's value. */
  private void references(long rid, TicketChange change, TicketRows.Mimetypes mimetypes,
      Map<String, List<Written>> latest) throws SQLException {
    for (TicketChange.Field assigned : change.fields()) {
      TicketColumn column = columns.field(TicketRows.baseName(assigned));
      if (column == null) {
        continue;
      }
      String value = TicketRows.value(assigned);
      if (column.inChanges()) {
        timeline.references(rid, change.julianDay(), mimetypes.ofChange(), value);
      } else {
        List<Written> pieces = latest.computeIfAbsent(column.name(), name -> new ArrayList<>());
        if (!TicketRows.appends(assigned)) {
          pieces.clear();
        }
        pieces.add(new Written(rid, change.julianDay(), mimetypes.ofTicket(), value));
      }
    }
  }

  private TicketEventText text(TicketChange change, boolean isNew) throws SQLException {
    String ticket = change.ticket();
    String link = timeline.link(ticket);
    String title = shown(titleColumn, ticket);
    if (isNew) {
      return TicketEventText.ofNew(link, title, timeline::escaped);
    }
    for (TicketChange.Field field : change.fields()) {
      if (field.name().equals(statusColumn)) {
        return TicketEventText.ofStatus(link, title, TicketRows.value(field), change, timeline::escaped);
      }
    }
    return TicketEventText.ofOther(link, title, shown(statusColumn, ticket), change, timeline::escaped);
  }

  /** The settings name a column. Where there is no such column stock Fossil gives up; the timeline then says that it is unknown. */
  private String shown(String column, String ticket) throws SQLException {
    if (!rows.has(column)) {
      return "unknown";
    }
    String value = session.text(
        "SELECT " + TicketObject.quoted(column) + " FROM ticket WHERE tkt_uuid=?", ticket);
    return value == null ? "" : value;
  }
}
