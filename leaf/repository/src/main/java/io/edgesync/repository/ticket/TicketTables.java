package io.edgesync.repository.ticket;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of tickets as the setting {@code ticket-table} describes them. Source: {@code src/tkt.c, ticket_create_table()}. */
public final class TicketTables {

  private static final Logger log = LoggerFactory.getLogger(TicketTables.class);

  private TicketTables() {}

  /**
   * Drops the tables of tickets and makes them again, empty, as this repository wants them.
   *
   * @throws RepositoryException.TicketTable where the setting cannot be followed; some of the tables may be gone then, so the caller rolls
   *                                         back
   */
  public static void recreate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      drop(statement, "ticket");
      drop(statement, "ticketchng");
      String script = text(statement, "SELECT value FROM config WHERE name='ticket-table'");
      if (script == null) {
        Schema.recreateTickets(connection);
      } else {
        make(connection, TicketScript.parse(script));
      }
    }
  }

  /**
   * As {@link #recreate}, but with the tables of a fresh repository where the setting cannot be followed: nothing else of a project should
   * depend on it.
   */
  public static void recreateOrDefault(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SAVEPOINT ticket_tables");
      try {
        recreate(connection);
      } catch (RepositoryException.TicketTable refused) {
        log.warn("ticket tables made as in a fresh repository: {}", refused.getMessage());
        statement.execute("ROLLBACK TO ticket_tables");
        drop(statement, "ticket");
        drop(statement, "ticketchng");
        Schema.recreateTickets(connection);
      }
      statement.execute("RELEASE ticket_tables");
    }
  }

  private static void drop(Statement statement, String name) throws SQLException {
    String type = text(statement,
        "SELECT type FROM sqlite_schema WHERE name='" + name + "' AND type IN ('table','view')");
    if (type != null) {
      statement.execute((type.equals("view") ? "DROP VIEW " : "DROP TABLE ") + name);
    }
  }

  private static @Nullable String text(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  private static void make(Connection connection, TicketScript script) throws SQLException {
    List<TicketObject> before = TicketSandbox.existing(connection);
    List<TicketObject> after;
    try (TicketSandbox sandbox = new TicketSandbox(before)) {
      after = sandbox.run(script);
    }
    Map<String, TicketObject> known = new HashMap<>();
    before.forEach(object -> known.put(key(object), object));
    after.forEach(object -> {
      TicketObject old = known.get(key(object));
      if (old != null && old.sql().equals(object.sql())) {
        known.remove(key(object));
      }
    });
    // What is left was changed or dropped by the script. Only views can be: dropping a table is not allowed there.
    try (Statement statement = connection.createStatement()) {
      for (TicketObject gone : known.values()) {
        if (gone.kind().equals("view")) {
          statement.execute("DROP VIEW IF EXISTS " + TicketObject.quoted(gone.name()));
        }
      }
      for (TicketObject object : after) {
        if (!exists(connection, object.name())) {
          create(connection, object);
        }
      }
    }
  }

  private static String key(TicketObject object) {
    return object.kind() + ' ' + object.name().toLowerCase(Locale.ROOT);
  }

  private static boolean exists(Connection connection, String name) throws SQLException {
    try (PreparedStatement query = connection
        .prepareStatement("SELECT 1 FROM sqlite_schema WHERE name=? COLLATE NOCASE")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  private static void create(Connection connection, TicketObject object) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(object.sql());
    }
    if (object.rows().isEmpty()) {
      return;
    }
    String names = String.join(", ", object.columns().stream().map(TicketObject::quoted).toList());
    try (PreparedStatement insert = connection.prepareStatement(
        "INSERT INTO " + TicketObject.quoted(object.name()) + '(' + names + ") VALUES("
            + "?, ".repeat(object.columns().size() - 1) + "?)")) {
      for (@Nullable
      Object[] row : object.rows()) {
        for (int i = 0; i < row.length; i++) {
          insert.setObject(i + 1, row[i]);
        }
        insert.executeUpdate();
      }
    }
  }
}
