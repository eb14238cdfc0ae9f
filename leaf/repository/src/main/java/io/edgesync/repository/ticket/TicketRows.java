package io.edgesync.repository.ticket;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.TicketChange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of {@code ticket} and {@code ticketchng}, whatever columns those have. Source: {@code src/tkt.c, ticket_insert()}. */
final class TicketRows {

  private final SqlSession session;
  private final TicketColumns columns;
  private final Set<String> all = new HashSet<>();

  TicketRows(SqlSession session, TicketColumns columns) throws SQLException {
    this.session = session;
    this.columns = columns;
    try (ResultSet row = session.prepare("SELECT lower(name) FROM pragma_table_xinfo('ticket')").executeQuery()) {
      while (row.next()) {
        all.add(row.getString(1));
      }
    }
  }

  /**
   * How a change's text is to be read, null where nothing is said of it.
   *
   * @param ofTicket what only {@code ticket} keeps
   * @param ofChange what {@code ticketchng} keeps
   */
  record Mimetypes(@Nullable String ofTicket, @Nullable String ofChange) {}

  /** Whether {@code ticket} has the column, generated ones included. */
  boolean has(String column) {
    return all.contains(column.toLowerCase(Locale.ROOT));
  }

  /** The field that an assignment is for. */
  static String baseName(TicketChange.Field assigned) {
    return appends(assigned) ? assigned.name().substring(1) : assigned.name();
  }

  static boolean appends(TicketChange.Field assigned) {
    return assigned.name().startsWith("+");
  }

  /** Up to the first NUL, where Fossil's strings end. */
  static String value(TicketChange.Field assigned) {
    int end = assigned.value().indexOf('\0');
    return end < 0 ? assigned.value() : assigned.value().substring(0, end);
  }

  void clear() throws SQLException {
    session.update("DELETE FROM ticket");
    if (columns.hasChanges()) {
      session.update("DELETE FROM ticketchng");
    }
  }

  void remove(String ticket) throws SQLException {
    long ticketId = session.number(0, "SELECT tkt_id FROM ticket WHERE tkt_uuid=?", ticket);
    if (columns.hasChanges()) {
      session.update("DELETE FROM ticketchng WHERE tkt_id=?", ticketId);
    }
    session.update("DELETE FROM ticket WHERE tkt_id=?", ticketId);
  }

  /** Returns the new {@code tkt_id}. */
  long create(String ticket) throws SQLException {
    session.update("INSERT INTO ticket(tkt_uuid, tkt_mtime) VALUES(?, 0)", ticket);
    return session.number(0, "SELECT last_insert_rowid()");
  }

  /** Applies one change to the ticket's row and adds one to {@code ticketchng}. */
  Mimetypes change(long ticketId, long rid, TicketChange change) throws SQLException {
    String stated = null;
    for (TicketChange.Field assigned : change.fields()) {
      if (baseName(assigned).equals("mimetype") && columns.field("mimetype") != null) {
        stated = value(assigned);
      }
    }
    String ofTicket = updateTicket(ticketId, rid, change);
    String ofChange = addChange(ticketId, rid, change);
    if (!columns.mimetypeOfTicket() && !columns.mimetypeOfChange()) {
      return new Mimetypes(stated, stated);
    }
    return new Mimetypes(ofTicket == null ? ofChange : ofTicket, ofChange == null ? ofTicket : ofChange);
  }

  /** Returns the generated {@code mimetype}, null where there is none. */
  private @Nullable String updateTicket(long ticketId, long rid, TicketChange change) throws SQLException {
    StringBuilder sql = new StringBuilder("UPDATE OR REPLACE ticket SET tkt_mtime=?");
    List<@Nullable Object> values = new ArrayList<>();
    values.add(change.julianDay());
    if (columns.hasCreation()) {
      sql.append(", tkt_ctime=coalesce(tkt_ctime,?)");
      values.add(change.julianDay());
    }
    for (TicketChange.Field assigned : change.fields()) {
      TicketColumn column = columns.field(baseName(assigned));
      if (column == null || !column.inTicket()) {
        continue;
      }
      String name = TicketObject.quoted(column.name());
      if (appends(assigned)) {
        sql.append(", ").append(name).append("=coalesce(").append(name).append(",'') || ?");
        values.add(value(assigned));
      } else {
        sql.append(", ").append(name).append("=?");
        values.add(value(assigned));
        if (column.baseline() != null) {
          sql.append(", ").append(TicketObject.quoted(column.baseline())).append("=?");
          values.add(rid);
        }
      }
    }
    sql.append(" WHERE tkt_id=?");
    values.add(ticketId);
    return run(sql, values, columns.mimetypeOfTicket());
  }

  private @Nullable String addChange(long ticketId, long rid, TicketChange change) throws SQLException {
    if (!columns.hasChanges()) {
      return null;
    }
    StringBuilder names = new StringBuilder();
    StringBuilder sources = new StringBuilder();
    List<@Nullable Object> values = new ArrayList<>(List.of(ticketId, change.julianDay()));
    Set<String> used = new HashSet<>();
    for (TicketChange.Field assigned : change.fields()) {
      TicketColumn column = columns.field(baseName(assigned));
      if (column != null) {
        used.add(column.name());
        if (column.inChanges()) {
          names.append(", ").append(TicketObject.quoted(column.name()));
          sources.append(", ?");
          values.add(value(assigned));
        }
      }
    }
    if (names.isEmpty() && !columns.hasChangeRid() && !columns.hasChangeUser()) {
      return null;
    }
    if (columns.hasChangeRid()) {
      names.append(", tkt_rid");
      sources.append(", ?");
      values.add(rid);
    }
    if (columns.hasChangeUser()) {
      names.append(", tkt_user");
      sources.append(", ?");
      values.add(change.user());
    }
    boolean copies = false;
    for (TicketColumn column : columns.fields().values()) {
      if (column.inTicket() && column.inChanges() && !used.contains(column.name())) {
        copies = true;
        names.append(", ").append(TicketObject.quoted(column.name()));
        sources.append(", ").append(TicketObject.quoted(column.name()));
      }
    }
    StringBuilder sql = new StringBuilder("INSERT INTO ticketchng(tkt_id, tkt_mtime").append(names)
        .append(") SELECT ?, ?").append(sources);
    if (copies) {
      sql.append(" FROM ticket WHERE tkt_id=?");
      values.add(ticketId);
    }
    return run(sql, values, columns.mimetypeOfChange());
  }

  private @Nullable String run(StringBuilder sql, List<@Nullable Object> values, boolean returnsMimetype)
      throws SQLException {
    if (!returnsMimetype) {
      session.update(sql.toString(), values.toArray());
      return null;
    }
    return session.text(sql.append(" RETURNING mimetype").toString(), values.toArray());
  }
}
