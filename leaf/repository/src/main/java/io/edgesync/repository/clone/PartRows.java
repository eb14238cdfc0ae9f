package io.edgesync.repository.clone;

import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.database.Schema;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of a part: Fossil's durable tables, and where the clone stands in {@code fx_clone}, which is dropped in the end. */
record PartRows(SqlSession session) {

  static final String PROJECT = "project";
  static final String SERVER = "server";
  static final String NEXT = "next";

  private static final long RECEIPT = 1;

  static boolean isPart(SqlSession session) throws SQLException {
    return session.any("SELECT 1 FROM sqlite_schema WHERE name='fx_clone'");
  }

  void create(double julianDay) throws SQLException {
    Schema.createDurable(session.connection());
    session.execute("CREATE TABLE fx_clone(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID");
    set(NEXT, "1");
    session.update("INSERT INTO rcvfrom(rcvid, uid, mtime) VALUES(?, 1, ?)", RECEIPT, julianDay);
  }

  @Nullable
  String get(String name) throws SQLException {
    return session.text("SELECT value FROM fx_clone WHERE name=?", name);
  }

  void set(String name, String value) throws SQLException {
    session.update("REPLACE INTO fx_clone(name, value) VALUES(?, ?)", name, value);
  }

  long held() throws SQLException {
    return session.number(0, "SELECT count(*) FROM blob WHERE size>=0");
  }

  /** Stores the bytes as they came; false where the artifact is here already. */
  boolean put(StoredArtifact artifact) throws SQLException {
    long rid = session.number(0, "SELECT CASE WHEN size<0 THEN rid ELSE -1 END FROM blob WHERE uuid=?",
        artifact.name().hex());
    if (rid < 0) {
      return false;
    }
    long size = Math.max(0, artifact.expandedBytes());
    byte[] content = artifact.content().toArray();
    if (rid == 0) {
      session.update("INSERT INTO blob(rcvid, size, uuid, content) VALUES(?, ?, ?, ?)", RECEIPT, size,
          artifact.name().hex(),
          content);
      rid = lastRid();
    } else {
      session.update("UPDATE blob SET rcvid=?, size=?, content=? WHERE rid=?", RECEIPT, size, content, rid);
    }
    Hash source = artifact.deltaSource();
    if (source != null) {
      session.update("REPLACE INTO delta(rid, srcid) VALUES(?, ?)", rid, sourceRid(source));
    }
    if (artifact.isPrivate()) {
      session.update("INSERT OR IGNORE INTO private(rid) VALUES(?)", rid);
    }
    return true;
  }

  /** A source that has not come yet gets a row to wait in: most deltas come before their source. */
  private long sourceRid(Hash source) throws SQLException {
    long rid = session.number(0, "SELECT rid FROM blob WHERE uuid=?", source.hex());
    if (rid == 0) {
      session.update("INSERT INTO blob(rcvid, size, uuid, content) VALUES(0, -1, ?, NULL)", source.hex());
      rid = lastRid();
    }
    return rid;
  }

  private long lastRid() throws SQLException {
    return session.number(0, "SELECT last_insert_rowid()");
  }

  /** A source of a delta that never came, null where all are here. */
  @Nullable
  String missingSource() throws SQLException {
    return session.text("SELECT b.uuid FROM blob b WHERE b.size<0 AND b.rid IN (SELECT srcid FROM delta) LIMIT 1");
  }

  void drop() throws SQLException {
    session.execute("DROP TABLE fx_clone");
  }
}
