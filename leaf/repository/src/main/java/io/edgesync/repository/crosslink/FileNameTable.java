package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Ids of file names: the table {@code filename}. */
final class FileNameTable {

  private static final int KEPT_MAX = 20_000;

  private final SqlSession session;
  private final Map<String, Long> ids = new HashMap<>();

  FileNameTable(SqlSession session) {
    this.session = session;
  }

  /** The id of {@code name}, which gets one if it has none. */
  long fnid(String name) throws SQLException {
    Long known = ids.get(name);
    if (known != null) {
      return known;
    }
    long id = session.number(0, "SELECT fnid FROM filename WHERE name=?", name);
    if (id == 0) {
      session.update("INSERT INTO filename(name) VALUES(?)", name);
      id = session.number(0, "SELECT fnid FROM filename WHERE name=?", name);
    }
    if (ids.size() < KEPT_MAX) {
      ids.put(name, id);
    }
    return id;
  }
}
