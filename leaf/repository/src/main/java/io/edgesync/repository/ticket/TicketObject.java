package io.edgesync.repository.ticket;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that the script of the ticket tables made in memory.
 *
 * @param kind    {@code table}, {@code index} or {@code view}
 * @param sql     the statement that makes it, as SQLite keeps it
 * @param columns of a table: those that its rows give values to
 * @param rows    of a table: what the script put into it
 */
record TicketObject(String kind, String name, String sql, List<String> columns, List<@Nullable Object[]> rows) {

  TicketObject {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
