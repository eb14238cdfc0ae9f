package io.edgesync.repository.setting;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.SqliteArtifactStore;
import io.edgesync.repository.crosslink.Crosslinker;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.ticket.TicketTables;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of a repository. Callable from any thread; calls block. */
public final class Settings {

  /** What a repository is, or what programs rely on: changed by their own operations only. */
  private static final Set<String> FIXED = Set.of("project-code", "server-code", "content-schema", "aux-schema",
      "rebuilt", "hash-policy", "uv-hash");
  /** What decides which rows tickets have, and what their events say. */
  private static final Set<String> OF_TICKETS = Set.of("ticket-table", "ticket-title-expr", "ticket-status-column");

  private final RepositoryDatabase database;
  private final SqliteArtifactStore artifacts;
  private final Crosslinker crosslinker;
  private final InstantSource clock;

  /** Uses what it is given without owning it. */
  public Settings(RepositoryDatabase database, SqliteArtifactStore artifacts, Crosslinker crosslinker,
      InstantSource clock) {
    this.database = database;
    this.artifacts = artifacts;
    this.crosslinker = crosslinker;
    this.clock = clock;
  }

  /** The row of that name; nothing where there is none, or where its value is NULL, which Fossil takes for none. */
  public Optional<Setting> find(String name) {
    return database.read(session -> list(session, "SELECT name, value, mtime FROM config WHERE name=?", name))
        .stream().findFirst();
  }

  public Optional<String> get(String name) {
    return find(name).map(Setting::value);
  }

  public String get(String name, String otherwise) {
    return get(name).orElse(otherwise);
  }

  /** On or off as Fossil reads it; {@code otherwise} where it is neither. */
  public boolean isOn(String name, boolean otherwise) {
    return get(name).flatMap(SettingValue::truth).orElse(otherwise);
  }

  /** The number that the value begins with: 0 where it begins with none, {@code otherwise} where there is no value. */
  public long number(String name, long otherwise) {
    return get(name).map(value -> SettingValue.number(value).orElse(0)).orElse(otherwise);
  }

  /** The rows whose names match, by name. */
  public List<Setting> matching(String glob) {
    return database.read(session -> list(session,
        "SELECT name, value, mtime FROM config WHERE name GLOB ? ORDER BY name", glob));
  }

  /**
   * Those settings by which stock Fossil has scripts judge, or follow, what is pushed and committed, and by which it would run one: here nothing
   * does. By name. Source: {@code src/xfer.c, xfer_run_script()}, {@code src/hook.c}.
   */
  public List<String> scripts() {
    return database.read(session -> session.list(row -> row.getString(1), """
        SELECT name FROM config
         WHERE name IN ('xfer-common-script', 'xfer-push-script', 'xfer-commit-script', 'xfer-ticket-script')
           AND trim(value, char(9, 10, 13, 32))<>''
        UNION SELECT config.name
          FROM config, json_tree(CASE WHEN json_valid(config.value) THEN config.value ELSE '[]' END) AS hook
         WHERE config.name='hooks' AND hook.key='type' AND hook.atom IN ('after-receive', 'before-commit')
         ORDER BY 1"""));
  }

  private static List<Setting> list(SqlSession session, String query, String argument) throws SQLException {
    List<Setting> found = new ArrayList<>();
    try (ResultSet row = session.bind(query, argument).executeQuery()) {
      while (row.next()) {
        String value = SqlText.get(row, 2);
        if (value != null) {
          long seconds = row.getLong(3);
          Instant changed = row.wasNull() ? null : Instant.ofEpochSecond(seconds);
          found.add(new Setting(SqlText.orEmpty(row, 1), value, changed));
        }
      }
    }
    return found;
  }

  /**
   * Sets a value, as of now. Those that decide what tickets look like make all tickets anew, in the same transaction.
   *
   * @throws RepositoryException.Refused     where it is not for anybody to set
   * @throws RepositoryException.TicketTable where {@code ticket-table} asks for what may not be; nothing is changed
   */
  public void set(String name, String value) {
    change(name, value);
  }

  /** As {@link #set(String, String)}, in the form that Fossil writes. */
  public void set(String name, boolean isOn) {
    set(name, isOn ? "1" : "0");
  }

  /** As {@link #set(String, String)}. */
  public void set(String name, long number) {
    set(name, Long.toString(number));
  }

  /** Removes a row, so that Fossil's default holds; see {@link #set(String, String)}. */
  public void unset(String name) {
    change(name, null);
  }

  private void change(String name, @Nullable String value) {
    if (name.isEmpty() || FIXED.contains(name)) {
      throw new RepositoryException.Refused(name.isEmpty()
          ? "a setting needs a name"
          : "setting " + name + ": says what this repository is and is not set like others");
    }
    if (OF_TICKETS.contains(name)) {
      artifacts.operate((transaction, rows) -> {
        write(transaction.session(), name, value);
        TicketTables.recreate(transaction.connection());
        crosslinker.replayTickets(transaction.session(), rows);
        return name;
      });
    } else {
      database.write(transaction -> {
        write(transaction.session(), name, value);
        return name;
      });
    }
  }

  private void write(SqlSession session, String name, @Nullable String value) throws SQLException {
    if (value == null) {
      session.update("DELETE FROM config WHERE name=?", name);
    } else {
      session.update("REPLACE INTO config(name, value, mtime) VALUES(?, ?, ?)", name, value,
          clock.instant().getEpochSecond());
    }
  }
}
