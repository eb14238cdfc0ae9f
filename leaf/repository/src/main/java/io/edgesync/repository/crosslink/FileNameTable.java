package io.edgesync.repository.crosslink;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Ids of file names: the table {@code filename}. */
final class FileNameTable {

  private static final int KEPT_MAX = 20_000;

  private final Sql sql;
  private final Map<String, Long> ids = new HashMap<>();

  FileNameTable(Sql sql) {
    this.sql = sql;
  }

  /** The id of {@code name}, which gets one if it has none. */
  long fnid(String name) throws SQLException {
    Long known = ids.get(name);
    if (known != null) {
      return known;
    }
    long id = sql.number("SELECT fnid FROM filename WHERE name=?", name);
    if (id == 0) {
      sql.run("INSERT INTO filename(name) VALUES(?)", name);
      id = sql.number("SELECT fnid FROM filename WHERE name=?", name);
    }
    if (ids.size() < KEPT_MAX) {
      ids.put(name, id);
    }
    return id;
  }
}
