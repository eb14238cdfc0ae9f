package io.edgesync.repository.ticket;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.SqliteDriver;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * Runs the script of the ticket tables in a database in memory that has nothing but what a rebuild would leave there, and tells what it made.
 * Stock Fossil runs it in the repository with an authorizer before it; the same rule is kept here by looking at the outcome.
 */
final class TicketSandbox implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TicketSandbox.class);
  /** Few, because one step may compare two long values: the time is looked at between steps only. */
  private static final int STEPS_PER_CALL = 10;
  private static final int CALLS_MAX = 200_000;
  private static final Duration TIME_MAX = Duration.ofSeconds(5);
  private static final int PAGES_MAX = 512;
  private static final int VALUE_BYTES_MAX = TicketScript.CHARACTERS_MAX * 4;
  private static final int COLUMNS_MAX = 500;
  private static final int EXPRESSION_DEPTH_MAX = 100;

  private final SQLiteConnection memory;

  /** Counts virtual machine steps, in calls, and watches the clock. */
  private static final class Steps extends ProgressHandler {
    private final long began = System.nanoTime();
    private int calls;

    @Override
    protected int progress() {
      return ++calls > CALLS_MAX || System.nanoTime() - began > TIME_MAX.toNanos() ? 1 : 0;
    }
  }

  /** @param existing what the script finds: tables named {@code fx_…}, and views; both outlive a rebuild */
  TicketSandbox(List<TicketObject> existing) throws SQLException {
    memory = (SQLiteConnection) SqliteDriver.memory();
    try {
      try (Statement statement = memory.createStatement()) {
        statement.execute("PRAGMA trusted_schema=0");
        statement.execute("PRAGMA max_page_count=" + PAGES_MAX);
        for (TicketObject object : existing) {
          repeat(statement, object);
        }
      }
      memory.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
      memory.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX);
      memory.setLimit(SQLiteLimits.SQLITE_LIMIT_COLUMN, COLUMNS_MAX);
      memory.setLimit(SQLiteLimits.SQLITE_LIMIT_EXPR_DEPTH, EXPRESSION_DEPTH_MAX);
      memory.setLimit(SQLiteLimits.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, ValueLimit.PATTERN_MAX);
      memory.setLimit(SQLiteLimits.SQLITE_LIMIT_WORKER_THREADS, 0);
      ProgressHandler.setHandler(memory, STEPS_PER_CALL, new Steps());
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  private static void repeat(Statement statement, TicketObject object) {
    try {
      statement.execute(object.sql());
    } catch (SQLException e) {
      // Somebody's table that needs what is not here. The script can only do without it, as it would with one that has another name.
      log.debug("not shown to the script of the ticket tables name={} reason={}", object.name(), e.getMessage());
    }
  }

  /**
   * Everything that is there after the script ran, in the order in which it was made.
   *
   * @throws RepositoryException.TicketTable where a statement fails, runs for too long or makes what it may not
   */
  List<TicketObject> run(TicketScript script) {
    for (String statement : script.statements()) {
      // Compiles one statement and never looks at what may come after it.
      try (PreparedStatement one = memory.prepareStatement(statement)) {
        one.execute();
      } catch (SQLException e) {
        throw refused(statement, e);
      }
    }
    try {
      return objects();
    } catch (SQLException e) {
      throw new RepositoryException.TicketTable("made tables that cannot be read: " + e.getMessage());
    }
  }

  private static RepositoryException.TicketTable refused(String statement, SQLException e) {
    return new RepositoryException.TicketTable("'" + TicketScript.shown(statement) + "' fails: " + e.getMessage());
  }

  private List<TicketObject> objects() throws SQLException {
    List<TicketObject> made = new ArrayList<>();
    try (Statement statement = memory.createStatement();
        ResultSet row = statement.executeQuery(
            "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")) {
      while (row.next()) {
        String kind = row.getString(1);
        String name = row.getString(2);
        String subject = kind.equals("index") ? row.getString(3) : name;
        if (!Set.of("table", "index", "view").contains(kind) || !isTickets(subject)) {
          throw new RepositoryException.TicketTable(
              "makes the " + kind + " " + TicketScript.shown(name) + "; names must begin with ticket or fx_");
        }
        List<String> columns = kind.equals("table") ? columns(name) : List.of();
        made.add(new TicketObject(kind, name, row.getString(4), columns,
            kind.equals("table") ? rows(name, columns) : List.of()));
      }
    }
    return made;
  }

  static boolean isTickets(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith("ticket") || lower.startsWith("fx_");
  }

  /** Columns that are not generated. */
  private List<String> columns(String table) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement query = memory
        .prepareStatement("SELECT name FROM pragma_table_xinfo(?) WHERE hidden=0 ORDER BY cid")) {
      query.setString(1, table);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          names.add(row.getString(1));
        }
      }
    }
    return names;
  }

  private List<@Nullable Object[]> rows(String table, List<String> columns) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    String selected = String.join(", ", columns.stream().map(TicketObject::quoted).toList());
    try (Statement statement = memory.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + selected + " FROM " + TicketObject.quoted(table))) {
      while (row.next()) {
        @Nullable
        Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = row.getObject(i + 1);
        }
        rows.add(values);
      }
    }
    return rows;
  }

  @Override
  public void close() throws SQLException {
    memory.close();
  }

  /** Of {@code connection}: views and tables that outlive a rebuild and that the script may know of. */
  static List<TicketObject> existing(Connection connection) throws SQLException {
    List<TicketObject> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(
            "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
                + " AND (type='view' AND (name LIKE 'ticket%' OR name LIKE 'fx\\_%' ESCAPE '\\')"
                + " OR type='table' AND name LIKE 'fx\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%')"
                + " ORDER BY type, rowid")) {
      while (row.next()) {
        found.add(new TicketObject(row.getString(1), row.getString(2), row.getString(3), List.of(), List.of()));
      }
    }
    return found;
  }
}
