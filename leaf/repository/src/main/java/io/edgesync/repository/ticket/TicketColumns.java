package io.edgesync.repository.ticket;

import io.edgesync.repository.database.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which columns tickets have here, as Fossil finds them: names that begin with {@code tkt_} are its own, names with a blank are none, except
 * {@code baseline for X}. Source: {@code src/tkt.c, getAllTicketFields()}.
 *
 * @param hasTicket     whether there is a table {@code ticket} with the columns that Fossil needs; without one there are no tickets
 * @param hasCreation   {@code ticket.tkt_ctime}
 * @param hasChanges    the table {@code ticketchng}, with the columns that Fossil needs
 * @param hasChangeRid  {@code ticketchng.tkt_rid}
 * @param hasChangeUser {@code ticketchng.tkt_user}
 * @param mimetypeOfTicket  whether {@code ticket.mimetype} is a generated column and no field of that name exists
 * @param mimetypeOfChange  the same of {@code ticketchng.mimetype}
 * @param isEntangled   whether a unique index over fields lets one ticket push out another
 * @param fields        by name
 */
record TicketColumns(boolean hasTicket, boolean hasCreation, boolean hasChanges, boolean hasChangeRid,
    boolean hasChangeUser, boolean mimetypeOfTicket, boolean mimetypeOfChange, boolean isEntangled,
    Map<String, TicketColumn> fields) {

  private static final String BASELINE = "baseline for ";

  static TicketColumns read(SqlSession session) throws SQLException {
    Map<String, TicketColumn> fields = new LinkedHashMap<>();
    Map<String, String> ticket = columns(session, "ticket");
    Map<String, String> change = columns(session, "ticketchng");
    for (String name : ticket.keySet()) {
      if (isField(name)) {
        String baseline = BASELINE + name;
        fields.put(name, new TicketColumn(name, "INTEGER".equals(ticket.get(baseline)) ? baseline : null, true,
            change.containsKey(name)));
      }
    }
    for (String name : change.keySet()) {
      if (isField(name)) {
        fields.putIfAbsent(name, new TicketColumn(name, null, false, true));
      }
    }
    boolean generated = !fields.containsKey("mimetype");
    return new TicketColumns(
        isTable(session, "ticket") && ticket.keySet().containsAll(Set.of("tkt_id", "tkt_uuid", "tkt_mtime")),
        ticket.containsKey("tkt_ctime"),
        isTable(session, "ticketchng") && change.keySet().containsAll(Set.of("tkt_id", "tkt_mtime")),
        change.containsKey("tkt_rid"), change.containsKey("tkt_user"),
        generated && hasAny(session, "ticket"), generated && hasAny(session, "ticketchng"),
        isEntangled(session), fields);
  }

  private static boolean isTable(SqlSession session, String name) throws SQLException {
    return session.any("SELECT 1 FROM sqlite_schema WHERE type='table' AND name=? COLLATE NOCASE", name);
  }

  private static boolean isField(String name) {
    return !name.startsWith("tkt_") && name.indexOf(' ') < 0;
  }

  /** Declared types by name, generated columns aside. */
  private static Map<String, String> columns(SqlSession session, String table) throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (ResultSet row = session.bind("SELECT name, type FROM pragma_table_info(?)", table).executeQuery()) {
      while (row.next()) {
        String type = row.getString(2);
        types.put(row.getString(1), type == null ? "" : type);
      }
    }
    return types;
  }

  private static boolean hasAny(SqlSession session, String table) throws SQLException {
    return session.any("SELECT 1 FROM pragma_table_xinfo(?) WHERE name='mimetype'", table);
  }

  /** {@code UPDATE OR REPLACE}, which is how Fossil changes a ticket, deletes whatever row stands in the way of a unique index. */
  private static boolean isEntangled(SqlSession session) throws SQLException {
    Set<String> own = new HashSet<>(Set.of("tkt_id", "tkt_uuid"));
    try (ResultSet row = session.prepare(
        "SELECT column.name FROM pragma_index_list('ticket') AS idx, pragma_index_info(idx.name) AS column"
            + " WHERE idx.\"unique\"")
        .executeQuery()) {
      while (row.next()) {
        if (!own.contains(String.valueOf(row.getString(1)))) {
          return true;
        }
      }
    }
    return false;
  }

  @Nullable
  TicketColumn field(String name) {
    return fields.get(name);
  }
}
