package io.edgesync.repository.compare;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.SqliteFailure;
import io.edgesync.repository.database.SqliteDriver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;

/**
 * Compares two repositories row by row and to the byte, with hashes and names in place of rids, tagids and fnids, and times
 * rounded to 1e-7 days.
 *
 * <p>Not compared, because two correct repositories differ in them: {@code unsent} and {@code delta}; when a cluster was tagged;
 * by how many milliseconds the time of a check-in was moved back to sort a timeline; the titles in forum events. Everything else
 * counts, also what a stock Fossil would leave different until its next rebuild.
 */
public final class RepositoryComparison {

  /** Where a row was found that the other side does not have. */
  public enum Side {
    LEFT, RIGHT
  }

  /** A row that only one side has: its columns, separated by {@code |}, as SQL would write them. */
  public record Difference(String table, Side onlyIn, String row) {
    @Override
    public String toString() {
      return table + " only in " + (onlyIn == Side.LEFT ? "the first: " : "the second: ") + row;
    }
  }

  /** How many rows a table had on the left, and what differed. */
  public record TableResult(String table, long rows, List<Difference> differences) {
    public TableResult {
      differences = List.copyOf(differences);
    }
  }

  private static final int SQLITE_OPEN_READONLY = 1;
  public static final Duration BUSY_PATIENCE = Duration.ofSeconds(15);

  private RepositoryComparison() {}

  /**
   * Every difference between two repository files; none where they mean the same.
   *
   * @throws RepositoryException where a file cannot be read as a Fossil repository
   */
  public static List<Difference> differences(Path left, Path right) {
    return compare(left, right).stream().flatMap(result -> result.differences().stream()).toList();
  }

  /** As {@link #differences}, with the number of rows that were compared in each table. */
  public static List<TableResult> compare(Path left, Path right) {
    try (Connection first = open(left);
        Connection second = open(right)) {
      List<TableResult> results = new ArrayList<>();
      List<LogicalTable> ofSecond = LogicalTables.of(second);
      for (LogicalTable table : LogicalTables.of(first)) {
        List<String> firstRows = rows(first, table);
        List<String> secondRows = rows(second, ofSecond.get(results.size()));
        results.add(new TableResult(table.name(), firstRows.size(), merge(table, firstRows, secondRows)));
      }
      return results;
    } catch (SQLException e) {
      throw SqliteFailure.translate(left, BUSY_PATIENCE, e);
    }
  }

  /** A repository's logical rows, each with its table's name in front: text that can be kept and compared elsewhere. */
  public static List<String> dump(Path repository) {
    try (Connection connection = open(repository)) {
      List<String> all = new ArrayList<>();
      for (LogicalTable table : LogicalTables.of(connection)) {
        rows(connection, table).forEach(row -> all.add(table.name() + '|' + row));
      }
      return all;
    } catch (SQLException e) {
      throw SqliteFailure.translate(repository, BUSY_PATIENCE, e);
    }
  }

  /** A connection that only reads, and waits for others for a while; the caller closes it. */
  public static Connection open(Path repository) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("open_mode", Integer.toString(SQLITE_OPEN_READONLY));
    properties.setProperty("busy_timeout", Long.toString(BUSY_PATIENCE.toMillis()));
    return SqliteDriver.open(repository, properties);
  }

  private static List<String> rows(Connection connection, LogicalTable table) throws SQLException {
    List<String> all = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet exists = statement
          .executeQuery("SELECT 1 FROM sqlite_schema WHERE type='table' AND name='" + table.requires() + "'")) {
        if (!exists.next()) {
          return all;
        }
      }
      RowText text = new RowText();
      try (ResultSet rows = statement.executeQuery(table.query())) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          all.add(text.of(rows, columns));
        }
      }
    }
    Collections.sort(all);
    return all;
  }

  private static List<Difference> merge(LogicalTable table, List<String> left, List<String> right) {
    List<Difference> differences = new ArrayList<>();
    int l = 0;
    int r = 0;
    while (l < left.size() || r < right.size()) {
      int order = l == left.size() ? 1 : r == right.size() ? -1 : left.get(l).compareTo(right.get(r));
      if (order < 0) {
        differences.add(new Difference(table.name(), Side.LEFT, left.get(l++)));
      } else if (order > 0) {
        differences.add(new Difference(table.name(), Side.RIGHT, right.get(r++)));
      } else {
        l++;
        r++;
      }
    }
    return differences;
  }
}
