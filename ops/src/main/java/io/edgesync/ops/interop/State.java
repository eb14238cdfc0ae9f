package io.edgesync.ops.interop;

import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.xfer.envelope.StoredForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a repository says, whoever wrote it: rows, each with its table's name in front. Names in place of ids; without what a program notes for itself
 * in settings that do not travel.
 */
record State(Set<String> rows) {

  /** When a program wrote a row by itself is not what it says. */
  private static final String TIME = "CASE WHEN mtime BETWEEN " + (Scenery.EARLY + 1000) + " AND "
      + (Scenery.LATE - 1) + " THEN 'lately' ELSE mtime END";
  private static final Map<String, String> BESIDE_ARTIFACTS = new LinkedHashMap<>();

  static {
    BESIDE_ARTIFACTS.put("config", "SELECT name, hex(value), typeof(value), " + TIME + " FROM config WHERE name NOT IN"
        + " ('server-code','uv-hash','rebuilt','content-schema','aux-schema','captcha-secret','seen-delta-manifest',"
        + "'last-sync-url','last-sync-pw','access-log','admin-log','autosync','localauth') AND name NOT GLOB 'ckout:*' AND name NOT GLOB 'baseurl:*'"
        + " AND name NOT GLOB 'syncwith:*' AND name NOT GLOB 'syncfrom:*' AND name NOT GLOB 'last-sync-*'"
        + " AND name NOT GLOB 'gitpush:*' AND name NOT GLOB 'captcha*'");
    BESIDE_ARTIFACTS.put("user",
        "SELECT login, CASE login WHEN 'anonymous' THEN 'made up' ELSE pw END, cap, info, hex(photo), jx, " + TIME
            + " FROM user");
    BESIDE_ARTIFACTS.put("shun", "SELECT uuid, scom, mtime FROM shun");
    BESIDE_ARTIFACTS.put("reportfmt", "SELECT title, owner, cols, sqlcode, jx, mtime FROM reportfmt");
    BESIDE_ARTIFACTS.put("concealed", "SELECT hash, content, mtime FROM concealed");
    BESIDE_ARTIFACTS.put("subscriber",
        "SELECT semail, suname, sverified, sdonotcall, sdigest, ssub, sctime, smip, mtime FROM subscriber");
  }

  /** @return nothing where there is no file */
  static State of(Path file) {
    Set<String> rows = new TreeSet<>();
    if (Files.exists(file)) {
      rows.addAll(RepositoryComparison.dump(file));
      try (Connection connection = RepositoryComparison.open(file);
          Statement statement = connection.createStatement()) {
        for (Map.Entry<String, String> table : BESIDE_ARTIFACTS.entrySet()) {
          if (has(statement, table.getKey())) {
            rows(statement, table.getKey(), table.getValue(), rows);
          }
        }
        if (has(statement, "unversioned")) {
          unversioned(statement, rows);
        }
      } catch (SQLException | IOException e) {
        throw new IllegalStateException(file + ": " + e.getMessage(), e);
      }
    }
    return new State(rows);
  }

  private static boolean has(Statement statement, String table) throws SQLException {
    try (ResultSet found = statement
        .executeQuery("SELECT 1 FROM sqlite_schema WHERE type='table' AND name='" + table + "'")) {
      return found.next();
    }
  }

  private static void rows(Statement statement, String table, String query, Set<String> into) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        StringBuilder line = new StringBuilder(table);
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          line.append('|').append(row.getString(i));
        }
        into.add(line.toString());
      }
    }
  }

  /** Two zlibs compress to different bytes, and stock keeps nothing for a file without bytes. */
  private static void unversioned(Statement statement, Set<String> into) throws SQLException, IOException {
    try (ResultSet row = statement.executeQuery("SELECT name, mtime, hash, sz, encoding, content FROM unversioned")) {
      while (row.next()) {
        byte[] kept = row.getBytes(6);
        byte[] content = kept == null
            ? new byte[0]
            : row.getInt(5) == 1
                ? StoredForm.expand(kept, 1 << 20)
                : kept;
        into.add("unversioned|" + row.getString(1) + '|' + row.getLong(2) + '|' + row.getString(3) + '|'
            + row.getLong(4) + '|' + HexFormat.of().formatHex(content));
      }
    }
  }

  /**
   * Without what the users are that every repository begins with. A clone of ours lets nobody do what the server lets nobody do; stock's begins with
   * its own defaults, which are younger and stay. The administrator's password is made up by both.
   */
  State ofClone() {
    return new State(rows.stream()
        .map(
            row -> row.replaceFirst("^(user\\|(?:anonymous|nobody|developer|reader|" + Scenery.ADMIN + "))\\|.*", "$1"))
        .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** What this one has and {@code other} has not. */
  List<String> without(State other) {
    List<String> only = new ArrayList<>(rows);
    only.removeAll(other.rows);
    return only;
  }
}
