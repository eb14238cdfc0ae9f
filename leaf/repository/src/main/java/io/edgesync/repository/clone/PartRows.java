package io.edgesync.repository.clone;

import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.Schema;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a part: Fossil's durable tables, and where the clone stands in {@code fx_clone}, which is dropped in the end. */
record PartRows(SqlSession session) {

  static final String PROJECT = "project";
  static final String SERVER = "server";
  static final String NEXT = "next";

  /** The ranges of names that nobody has given yet. */
  static final String GAPS = "gaps";
  /** Begins the entries of the ranges that a peer gave. */
  static final String GIVEN = "given:";

  /** Of what a server gave that counts. */
  static final long RECEIPT = 1;

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
  boolean put(StoredArtifact artifact, long receipt) throws SQLException {
    long rid = session.number(0, "SELECT CASE WHEN size<0 THEN rid ELSE -1 END FROM blob WHERE uuid=?",
        artifact.name().hex());
    if (rid < 0) {
      return false;
    }
    long size = Math.max(0, artifact.expandedBytes());
    byte[] content = artifact.content().toArray();
    if (rid == 0) {
      session.update("INSERT INTO blob(rcvid, size, uuid, content) VALUES(?, ?, ?, ?)", receipt, size,
          artifact.name().hex(),
          content);
      rid = lastRid();
    } else {
      session.update("UPDATE blob SET rcvid=?, size=?, content=? WHERE rid=?", receipt, size, content, rid);
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

  List<Hash> missingSources(int max) throws SQLException {
    return session.list(row -> Columns.name(row, 1),
        "SELECT uuid FROM blob WHERE size<0 AND rid IN (SELECT srcid FROM delta) ORDER BY uuid LIMIT ?", max);
  }

  List<Hash> deltasOf(Hash source) throws SQLException {
    return session.list(row -> Columns.name(row, 1), "SELECT b.uuid FROM blob s JOIN delta d ON d.srcid=s.rid"
        + " JOIN blob b ON b.rid=d.rid WHERE s.uuid=?", source.hex());
  }

  /** The receipt of what this peer gives. */
  long receipt(String peer, double julianDay) throws SQLException {
    long known = session.number(0, "SELECT rcvid FROM rcvfrom WHERE rcvid<>? AND ipaddr=?", RECEIPT, peer);
    if (known == 0) {
      session.update("INSERT INTO rcvfrom(uid, mtime, ipaddr) VALUES(1, ?, ?)", julianDay, peer);
      return lastRid();
    }
    return known;
  }

  @Nullable
  String giver(String name) throws SQLException {
    return session.text("SELECT r.ipaddr FROM blob b JOIN rcvfrom r USING(rcvid) WHERE b.uuid=?", name);
  }

  @Nullable
  String source(String name) throws SQLException {
    return session.text("SELECT s.uuid FROM blob b JOIN delta d ON d.rid=b.rid JOIN blob s ON s.rid=d.srcid"
        + " WHERE b.uuid=?", name);
  }

  Hash name(int rid) throws SQLException {
    return session.list(row -> Columns.name(row, 1), "SELECT uuid FROM blob WHERE rid=?", rid).getFirst();
  }

  /** By rid, of what it is stored as a delta; 0 where it is none. */
  int[] sources() throws SQLException {
    int[] sources = new int[1 + (int) session.number(0, "SELECT max(rid) FROM blob")];
    try (ResultSet row = session.prepare("SELECT rid, srcid FROM delta").executeQuery()) {
      while (row.next()) {
        sources[row.getInt(1)] = row.getInt(2);
      }
    }
    return sources;
  }

  /** What the peer gave is not here any more; how much that was. */
  int forget(String peer) throws SQLException {
    String given = " IN (SELECT rid FROM blob WHERE rcvid IN (SELECT rcvid FROM rcvfrom WHERE ipaddr=?))";
    session.update("DELETE FROM delta WHERE rid" + given, peer);
    int gone = session.update("UPDATE blob SET rcvid=0, size=-1, content=NULL WHERE rid" + given, peer);
    dropUnreferenced();
    return gone;
  }

  int forget(Collection<Hash> names) throws SQLException {
    int gone = 0;
    for (Hash name : names) {
      session.update("DELETE FROM delta WHERE rid=(SELECT rid FROM blob WHERE uuid=?)", name.hex());
      gone += session.update("UPDATE blob SET rcvid=0, size=-1, content=NULL WHERE size>=0 AND uuid=?", name.hex());
    }
    dropUnreferenced();
    return gone;
  }

  private void dropUnreferenced() throws SQLException {
    session.update("DELETE FROM blob WHERE size<0 AND rid NOT IN (SELECT srcid FROM delta)");
  }

  void drop() throws SQLException {
    session.execute("DROP TABLE fx_clone");
  }
}
