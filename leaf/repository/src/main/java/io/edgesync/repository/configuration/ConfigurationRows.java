package io.edgesync.repository.configuration;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads rows of configuration inside a transaction, in the order and the form in which Fossil sends them. Source: {@code configure_send_group()}. */
final class ConfigurationRows {

  private final SqlSession session;
  private final long bytesMax;
  private final List<ConfigurationEntry> entries = new ArrayList<>();
  private long bytes;

  private ConfigurationRows(SqlSession session, long bytesMax) {
    this.session = session;
    this.bytesMax = bytesMax;
  }

  /** @throws RepositoryException.Refused where they are larger than {@code bytesMax} in all */
  static List<ConfigurationEntry> of(SqlSession session, Set<ConfigurationGroup> groups, long bytesMax)
      throws SQLException {
    ConfigurationRows rows = new ConfigurationRows(session, bytesMax);
    rows.read(groups);
    return rows.entries;
  }

  private void read(Set<ConfigurationGroup> groups) throws SQLException {
    if (groups.contains(ConfigurationGroup.SHUN)) {
      add(ConfigurationTable.SHUN, true, "mtime>=0");
    }
    if (groups.contains(ConfigurationGroup.USER)) {
      add(ConfigurationTable.USER, false, "mtime>=0");
    }
    if (groups.contains(ConfigurationGroup.TICKET)) {
      add(ConfigurationTable.REPORT, false, "mtime>=0");
    }
    if (groups.contains(ConfigurationGroup.ADDRESS)) {
      add(ConfigurationTable.CONCEALED, true, "mtime>=0");
    }
    if (groups.contains(ConfigurationGroup.ALIAS)) {
      add(ConfigurationTable.CONFIG, true, "name GLOB 'walias:/*' AND mtime>=0");
    }
    if (groups.contains(ConfigurationGroup.INTERWIKI)) {
      add(ConfigurationTable.CONFIG, true, "name GLOB 'interwiki:*' AND mtime>=0");
    }
    if (groups.contains(ConfigurationGroup.SUBSCRIBER)
        && session.any("SELECT 1 FROM sqlite_schema WHERE type='table' AND name='subscriber'")) {
      add(ConfigurationTable.SUBSCRIBER, true, "sverified AND mtime>=0");
    }
    for (Map.Entry<String, Set<ConfigurationGroup>> setting : SyncedSettings.inOrder().entrySet()) {
      if (!Collections.disjoint(setting.getValue(), groups)) {
        add(ConfigurationTable.CONFIG, true, "name=? AND mtime>=0", setting.getKey());
      }
    }
  }

  private void add(ConfigurationTable table, boolean withNulls, String where, Object... arguments)
      throws SQLException {
    StringBuilder text = new StringBuilder("mtime||' '||quote(").append(table.key()).append(')');
    for (String column : table.columns()) {
      if (!column.equals("jx") || has(table, column)) {
        String pair = "' " + column + " '||quote(" + column + ")";
        text.append("||").append(withNulls ? pair : "CASE WHEN " + column + " IS NULL THEN '' ELSE " + pair + " END");
      }
    }
    String query = "SELECT length(p), p FROM (SELECT CAST(" + text + " AS BLOB) AS p FROM " + table.table() + " WHERE "
        + where + ")";
    try (ResultSet row = session.bind(query, arguments).executeQuery()) {
      while (row.next()) {
        bytes += row.getLong(1);
        if (bytes > bytesMax) {
          throw new RepositoryException.Refused("configuration: its rows exceed " + bytesMax
              + " bytes, the limit here; ask for single areas, or make pictures and scripts in it smaller");
        }
        entries.add(new ConfigurationEntry(table.area(), row.getBytes(2)));
      }
    }
  }

  /** Repositories that an older Fossil made lack it until somebody writes there. */
  private boolean has(ConfigurationTable table, String column) throws SQLException {
    return session.any("SELECT 1 FROM pragma_table_info(?) WHERE name=?", table.table(), column);
  }
}
