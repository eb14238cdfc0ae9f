package io.edgesync.repository.compare;

import static io.edgesync.repository.compare.LogicalTable.file;
import static io.edgesync.repository.compare.LogicalTable.hash;
import static io.edgesync.repository.compare.LogicalTable.tag;
import static io.edgesync.repository.compare.LogicalTable.time;

import io.edgesync.repository.database.TagId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Everything that a repository derives from its artifacts, in the order in which differences are easiest to understand. */
final class LogicalTables {

  /** A check-in's time may have been moved back by so much, to sort a timeline: two seconds and 30 steps of 25 ms. */
  private static final String MOVED_DAYS_MAX = "2.76/86400";

  private static final String SEEN_DELTA_MANIFEST = "config WHERE name='seen-delta-manifest'";

  private static final List<LogicalTable> FIXED = List.of(
      LogicalTable.of("blob", "uuid", "size"),
      LogicalTable.of("phantom", hash("phantom.rid")),
      LogicalTable.of("private", hash("private.rid")),
      LogicalTable.of("orphan", hash("orphan.rid"), hash("baseline")),
      LogicalTable.of("unclustered", hash("unclustered.rid")),
      new LogicalTable("config", SEEN_DELTA_MANIFEST, List.of("name", "value")),
      LogicalTable.of("filename", "name"),
      LogicalTable.of("plink", hash("pid"), hash("cid"), "isprim", time("mtime"), hash("baseid")),
      LogicalTable.of("mlink", hash("mid"), file("mlink.fnid"), hash("fid"), hash("pmid"), hash("pid"), file("pfnid"),
          "mperm", "isaux"),
      LogicalTable.of("cherrypick", hash("parentid"), hash("childid"), "isExclude"),
      LogicalTable.of("leaf", hash("leaf.rid")),
      LogicalTable.of("tag", "CASE WHEN tagid<=" + TagId.NOTE + " THEN tagid END", "tagname"),
      LogicalTable.of("tagxref", hash("tagxref.rid"), tag("tagxref.tagid"), "tagtype", hash("srcid"), hash("origid"),
          "value", "CASE tagid WHEN 7 THEN 'any' ELSE " + time("mtime") + " END"),
      LogicalTable.of("event", hash("objid"), "type", eventTime(), tag("event.tagid"), "uid", "bgcolor", "euser",
          "user",
          "ecomment", "CASE type WHEN 'f' THEN substr(comment,1,instr(comment,':')) ELSE comment END", "brief",
          time("omtime")),
      LogicalTable.of("backlink", "target", "srctype",
          "CASE srctype WHEN 2 THEN " + tag("srcid") + " ELSE " + hash("srcid") + " END", time("mtime")),
      LogicalTable.of("attachment", hash("attachid"), "isLatest", time("mtime"), "src", "target", "filename", "comment",
          "user"),
      LogicalTable.of("forumpost", hash("fpid"), hash("froot"), hash("fprev"), hash("firt"), time("fmtime")));

  private LogicalTables() {}

  /** The tables of one file; those of tickets with the columns that they have there. */
  static List<LogicalTable> of(Connection connection) throws SQLException {
    List<LogicalTable> all = new ArrayList<>(FIXED);
    all.add(tickets(connection, "ticket"));
    all.add(tickets(connection, "ticketchng"));
    return all;
  }

  private static LogicalTable tickets(Connection connection, String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet info = statement.executeQuery("SELECT name FROM pragma_table_xinfo('" + table + "') ORDER BY name")) {
      while (info.next()) {
        columns.add(ticketColumn(table, info.getString(1)));
      }
    }
    columns.removeIf(String::isEmpty);
    return new LogicalTable(table, table, columns.isEmpty() ? List.of("1") : columns);
  }

  /** Each column with its name in the row, because two files may have tables of different columns; empty for a key. */
  private static String ticketColumn(String table, String name) {
    String column = '"' + name.replace("\"", "\"\"") + '"';
    String label = "'" + name.replace("'", "''") + "', ";
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("tkt_id")) {
      // In the table of tickets it is a key and means nothing else.
      return table.equals("ticket")
          ? ""
          : label + "(SELECT tkt_uuid FROM ticket WHERE ticket.tkt_id=ticketchng.tkt_id)";
    }
    if (lower.equals("tkt_rid") || lower.startsWith("baseline for ")) {
      return label + hash(column);
    }
    if (lower.equals("tkt_mtime") || lower.equals("tkt_ctime")) {
      return label + time(column);
    }
    return label + column;
  }

  /**
   * The time of a check-in that was moved back by milliseconds only to sort a timeline counts as not moved. Whoever amended its
   * date has given it a time, which is compared.
   */
  private static String eventTime() {
    return "CASE WHEN type='ci' AND mtime<=omtime AND omtime-mtime<" + MOVED_DAYS_MAX
        + " AND NOT EXISTS (SELECT 1 FROM tagxref WHERE tagxref.tagid=" + TagId.DATE + " AND tagxref.rid=objid"
        + " AND coalesce(abs(julianday(value)-omtime)>1e-8, 1))"
        + " THEN 'omtime' ELSE " + time("mtime") + " END";
  }
}
