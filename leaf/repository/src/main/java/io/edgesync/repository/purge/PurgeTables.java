package io.edgesync.repository.purge;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables {@code purgeevent} and {@code purgeitem} inside a transaction; made when first needed. */
record PurgeTables(SqlSession session) {

  boolean exist() throws SQLException {
    return isTable("purgeevent") && isTable("purgeitem");
  }

  private boolean isTable(String name) throws SQLException {
    return session.any("SELECT 1 FROM sqlite_schema WHERE type='table' AND name=?", name);
  }

  void create() throws SQLException {
    session.execute("CREATE TABLE IF NOT EXISTS purgeevent(peid INTEGER PRIMARY KEY, ctime DATETIME, pnotes TEXT)");
    session.execute("""
        CREATE TABLE IF NOT EXISTS purgeitem(
          piid INTEGER PRIMARY KEY, peid INTEGER REFERENCES purgeevent ON DELETE CASCADE, orid INTEGER,
          uuid TEXT NOT NULL, srcid INTEGER, isPrivate BOOLEAN, sz INT NOT NULL, desc TEXT, data BLOB
        )""");
  }

  /** Copies rows of {@code blob} as they are stored; deltas among them stay deltas on each other. */
  long enter(Collection<Long> rids, String notes, Instant now) throws SQLException {
    session.update("INSERT INTO purgeevent(ctime, pnotes) VALUES(?, ?)", now.getEpochSecond(), notes);
    long event = session.number(0, "SELECT last_insert_rowid()");
    String insert = "INSERT INTO purgeitem(peid, orid, uuid, sz, isPrivate, desc, data) SELECT ?, b.rid, b.uuid, b.size,"
        + " EXISTS(SELECT 1 FROM private WHERE rid=b.rid), " + Description.sql(isTable("forumpost"))
        + ", b.content FROM blob b WHERE b.rid=?";
    Map<Long, Long> items = new HashMap<>();
    for (long rid : rids) {
      session.update(insert, event, rid);
      items.put(rid, session.number(0, "SELECT last_insert_rowid()"));
    }
    for (Map.Entry<Long, Long> item : items.entrySet()) {
      Long source = items.get(session.number(0, "SELECT srcid FROM delta WHERE rid=?", item.getKey()));
      if (source != null) {
        session.update("UPDATE purgeitem SET srcid=? WHERE piid=?", source, item.getValue());
      }
    }
    return event;
  }

  List<PurgeEvent> events() throws SQLException {
    List<PurgeEvent> events = new ArrayList<>();
    if (exist()) {
      try (ResultSet row = session.prepare("SELECT peid, ctime, coalesce(pnotes,'') FROM purgeevent ORDER BY peid")
          .executeQuery()) {
        while (row.next()) {
          events.add(new PurgeEvent(row.getLong(1), Instant.ofEpochSecond(row.getLong(2)), row.getString(3)));
        }
      }
    }
    return events;
  }

  boolean isEvent(long event) throws SQLException {
    return exist() && session.any("SELECT 1 FROM purgeevent WHERE peid=?", event);
  }

  private static final String ITEM = "SELECT piid, uuid, coalesce(srcid,0), coalesce(isPrivate,0), sz,"
      + " coalesce(length(data),0), coalesce(desc,'') FROM purgeitem WHERE ";

  List<PurgeItem> items(long event) throws SQLException {
    List<PurgeItem> items = new ArrayList<>();
    if (exist()) {
      try (ResultSet row = session.bind(ITEM + "peid=? ORDER BY piid", event).executeQuery()) {
        while (row.next()) {
          items.add(item(row));
        }
      }
    }
    return items;
  }

  @Nullable
  PurgeItem item(long id) throws SQLException {
    if (!exist()) {
      return null;
    }
    try (ResultSet row = session.bind(ITEM + "piid=?", id).executeQuery()) {
      return row.next() ? item(row) : null;
    }
  }

  private static PurgeItem item(ResultSet row) throws SQLException {
    String name = row.getString(2);
    if (name == null || !Hash.isHash(name)) {
      throw new RepositoryException.Corrupt("purge item " + row.getLong(1), "its name is no artifact name", null);
    }
    return new PurgeItem(row.getLong(1), new Hash(name), row.getLong(3), row.getBoolean(4), row.getLong(5),
        row.getLong(6), row.getString(7));
  }

  byte @Nullable [] data(long item) throws SQLException {
    try (ResultSet row = session.bind("SELECT data FROM purgeitem WHERE piid=?", item).executeQuery()) {
      return row.next() ? row.getBytes(1) : null;
    }
  }

  void delete(long event) throws SQLException {
    session.update("DELETE FROM purgeevent WHERE peid=?", event);
    session.update("DELETE FROM purgeitem WHERE peid=?", event);
  }

  void unshun(long event) throws SQLException {
    session.update("DELETE FROM shun WHERE uuid IN (SELECT uuid FROM purgeitem WHERE peid=?)", event);
  }
}
