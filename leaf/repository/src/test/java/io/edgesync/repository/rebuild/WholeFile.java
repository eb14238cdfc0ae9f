package io.edgesync.repository.rebuild;

import io.edgesync.repository.compare.RepositoryComparison;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything that two repository files differ in: the schema statement by statement, durable tables row by row as they are stored, derived
 * ones by their meaning. Left out: when something was done, and by which program's version; what SQLite keeps for itself.
 */
final class WholeFile {

  /** Compared by meaning, since their numbers follow from the order of a rebuild; or not at all, as reference 6.15 allows. */
  private static final Set<String> DERIVED = Set.of("filename", "mlink", "plink", "leaf", "event", "phantom", "orphan",
      "unclustered", "unsent", "tag", "tagxref", "backlink", "attachment", "ticket", "ticketchng", "cherrypick",
      "forumpost", "delta", "blob", "private", "ftsdocs", "ftsidx", "ftsidx_data", "ftsidx_idx", "ftsidx_docsize",
      "ftsidx_config", "rcvfrom");

  private WholeFile() {}

  /** What only one of the two has, the first's with a minus, the second's with a plus before it. */
  static List<String> differences(Path first, Path second) throws SQLException {
    List<String> all = new ArrayList<>();
    RepositoryComparison.differences(first, second).forEach(difference -> all.add(difference.toString()));
    Set<String> left = dump(first);
    Set<String> right = dump(second);
    left.stream().filter(row -> !right.contains(row)).forEach(row -> all.add("- " + row));
    right.stream().filter(row -> !left.contains(row)).forEach(row -> all.add("+ " + row));
    return all;
  }

  private static Set<String> dump(Path file) throws SQLException {
    Set<String> rows = new TreeSet<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet schema = statement.executeQuery(
          "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_stat*'")) {
        while (schema.next()) {
          rows.add("schema " + schema.getString(1) + " " + schema.getString(2) + " on " + schema.getString(3) + ": "
              + plain(schema.getString(4)));
          if (schema.getString(1).equals("table") && !DERIVED.contains(schema.getString(2))) {
            tables.add(schema.getString(2));
          }
        }
      }
      for (String table : tables) {
        dumpTable(statement, table, rows);
      }
    }
    return rows;
  }

  private static void dumpTable(Statement statement, String table, Set<String> rows) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT * FROM \"" + table + '"')) {
      while (row.next()) {
        StringBuilder line = new StringBuilder(table);
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          String column = row.getMetaData().getColumnName(i);
          String value = String.valueOf(row.getString(i));
          line.append('|').append(column.equals("mtime") && !value.equals("null") ? "some time" : value);
        }
        rows.add(line.toString().replaceFirst("^config\\|rebuilt\\|.*", "config|rebuilt|by someone"));
      }
    }
  }

  /** A statement of the schema without comments, case of keywords and white space. */
  private static String plain(String sql) {
    return sql == null ? "" : sql.replaceAll("--[^\n]*", " ").replaceAll("\\s+", "").replace("\"", "").toLowerCase();
  }
}
