package io.edgesync.repository.configuration;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes rows of configuration over, inside a transaction: a new key is inserted, a known one changed where the stored row is older. What is
 * malformed, does not travel or was not asked for is dropped. Tables, columns and names of settings come from lists of ours, values are bound;
 * nothing that came is part of a statement. Source: {@code src/configure.c, configure_receive()}.
 */
public final class ConfigurationMerge {

  private final SqlSession session;
  private final Set<ConfigurationGroup> accepted;
  private final boolean isOverwriting;
  private final Set<ConfigurationTable> emptied = EnumSet.noneOf(ConfigurationTable.class);
  private final Set<ConfigurationGroup> changed = ConfigurationGroup.none();
  private int rows;

  /** @param isOverwriting whether what comes replaces what is here, whichever is newer; tables that something comes for are emptied first */
  public ConfigurationMerge(SqlSession session, Set<ConfigurationGroup> accepted, boolean isOverwriting) {
    this.session = session;
    this.accepted = Set.copyOf(accepted);
    this.isOverwriting = isOverwriting;
  }

  public void add(ConfigurationEntry entry) throws SQLException {
    ConfigurationTable table = ConfigurationTable.of(entry.area());
    Optional<RowLiterals> parsed = table == null ? Optional.empty() : RowLiterals.parse(entry.payload());
    if (table == null || parsed.isEmpty()) {
      return;
    }
    RowLiterals row = parsed.get();
    Set<ConfigurationGroup> groups = table.groupsOf(row.key());
    boolean isName = table != ConfigurationTable.SHUN || Hash.isHash(row.key());
    if (Collections.disjoint(groups, accepted) || !isName) {
      return;
    }
    prepare(table);
    if (store(table, row)) {
      rows++;
      changed.addAll(groups);
    }
  }

  private boolean store(ConfigurationTable table, RowLiterals row) throws SQLException {
    List<String> columns = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (String column : table.columns()) {
      if (row.columns().containsKey(column)) {
        columns.add(column);
        values.add(row.columns().get(column));
      }
    }
    StringBuilder names = new StringBuilder(table.key()).append(", mtime");
    StringBuilder changes = new StringBuilder("mtime=?");
    for (String column : columns) {
      names.append(", ").append(column);
      changes.append(", ").append(column).append("=?");
    }
    List<@Nullable Object> inserted = new ArrayList<>(List.of(row.key(), row.mtime()));
    inserted.addAll(values);
    String insert = (isOverwriting ? "REPLACE" : "INSERT OR IGNORE") + " INTO " + table.table() + '(' + names
        + ") VALUES(" + "?, ".repeat(columns.size() + 1) + "?)";
    if (session.update(insert, inserted.toArray()) > 0) {
      return true;
    }
    List<@Nullable Object> updated = new ArrayList<>(List.of(row.mtime()));
    updated.addAll(values);
    updated.add(row.key());
    updated.add(row.mtime());
    String update = "UPDATE " + table.table() + " SET " + changes + " WHERE " + table.key() + "=? AND mtime<?";
    return session.update(update, updated.toArray()) > 0;
  }

  /** What the first row for a table needs: the table itself, a column that older repositories lack, or that it is empty. */
  private void prepare(ConfigurationTable table) throws SQLException {
    if (!emptied.add(table)) {
      return;
    }
    switch (table) {
      case SUBSCRIBER -> SubscriberTables.make(session);
      case USER, REPORT -> {
        if (!session.any("SELECT 1 FROM pragma_table_info(?) WHERE name='jx'", table.table())) {
          session.execute("ALTER TABLE " + table.table() + " ADD COLUMN jx TEXT DEFAULT '{}'");
        }
      }
      case CONFIG, SHUN, CONCEALED -> {
        // Every repository has them as they must be.
      }
    }
    if (isOverwriting && table != ConfigurationTable.CONFIG) {
      session.update("DELETE FROM " + table.table());
    }
  }

  /** Rows that are new or changed. */
  public int rows() {
    return rows;
  }

  /** The groups that those rows belong to. */
  Set<ConfigurationGroup> changed() {
    return changed;
  }
}
