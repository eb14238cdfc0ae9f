package io.edgesync.repository.clone;

import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.Schema;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a part: Fossil's durable tables, and two of its own that are dropped in the end. {@code fx_clone} says where the clone stands;
 * {@code fx_source} has the source of each delta by its name, since most deltas come before their source: rows are only ever appended, and
 * {@code delta} is filled when all are here.
 */
record PartRows(SqlSession session) {

  static final String PROJECT = "project";
  static final String SERVER = "server";
  static final String NEXT = "next";
  /** Is there when all of somebody's configuration is. */
  static final String CONFIGURED = "configured";

  /** The ranges of names that nobody has given yet. */
  static final String GAPS = "gaps";
  /** Begins the entries of the ranges that a peer gave. */
  static final String GIVEN = "given:";

  /** Of what a server gave that counts. */
  static final long RECEIPT = 1;

  /** The tables that say something of a row of {@code blob}. */
  private static final List<String> BESIDE = List.of("fx_source", "private");

  static boolean isPart(SqlSession session) throws SQLException {
    return session.any("SELECT 1 FROM sqlite_schema WHERE name='fx_source'");
  }

  void create(double julianDay) throws SQLException {
    Schema.createDurable(session.connection());
    session.execute("CREATE TABLE fx_clone(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID");
    session.execute("CREATE TABLE fx_source(rid INTEGER PRIMARY KEY, name TEXT NOT NULL)");
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
    if (session.update("INSERT OR IGNORE INTO blob(rcvid, size, uuid, content) VALUES(?, ?, ?, ?)", receipt,
        Math.max(0, artifact.expandedBytes()), artifact.name().hex(), artifact.content().toArray()) == 0) {
      return false;
    }
    // In each table the row has the rid for its number, so that the one inserted last stays the same.
    Hash source = artifact.deltaSource();
    if (source != null) {
      session.update("INSERT INTO fx_source(rid, name) VALUES(last_insert_rowid(), ?)", source.hex());
    }
    if (artifact.isPrivate()) {
      session.update("INSERT OR IGNORE INTO private(rid) VALUES(last_insert_rowid())");
    }
    return true;
  }

  /**
   * Fills {@code delta}, for which all sources have to be here.
   *
   * @return one that never came, null where all are here
   */
  @Nullable
  String link() throws SQLException {
    if (isLinked()) {
      return null;
    }
    unlink();
    session
        .update("INSERT INTO delta(rid, srcid) SELECT f.rid, b.rid FROM fx_source f CROSS JOIN blob b ON b.uuid=f.name"
            + " ORDER BY f.rid");
    return isLinked()
        ? null
        : session.text("SELECT name FROM fx_source WHERE rid NOT IN (SELECT rid FROM delta) LIMIT 1");
  }

  /** Whether {@link #link} found all that it looked for, and nothing was changed since then. */
  private boolean isLinked() throws SQLException {
    return session.number(0, "SELECT (SELECT count(*) FROM delta)=(SELECT count(*) FROM fx_source)") == 1;
  }

  /** Empties {@code delta}. */
  void unlink() throws SQLException {
    session.update("DELETE FROM delta");
  }

  List<Hash> missingSources(int max) throws SQLException {
    return session.list(row -> Columns.name(row, 1), "SELECT DISTINCT name FROM fx_source f"
        + " WHERE NOT EXISTS (SELECT 1 FROM blob WHERE uuid=f.name) ORDER BY name LIMIT ?", max);
  }

  /** What is stored as a delta of one of these. */
  Set<Hash> deltasOf(Set<Hash> sources) throws SQLException {
    Set<Hash> deltas = new HashSet<>();
    try (ResultSet row = session.prepare("SELECT f.name, b.uuid FROM fx_source f CROSS JOIN blob b ON b.rid=f.rid")
        .executeQuery()) {
      while (row.next()) {
        if (sources.contains(Columns.name(row, 1))) {
          deltas.add(Columns.name(row, 2));
        }
      }
    }
    return deltas;
  }

  /** The receipt of what this peer gives. */
  long receipt(String peer, double julianDay) throws SQLException {
    long known = session.number(0, "SELECT rcvid FROM rcvfrom WHERE rcvid<>? AND ipaddr=?", RECEIPT, peer);
    if (known == 0) {
      session.update("INSERT INTO rcvfrom(uid, mtime, ipaddr) VALUES(1, ?, ?)", julianDay, peer);
      return session.number(0, "SELECT last_insert_rowid()");
    }
    return known;
  }

  @Nullable
  String giver(String name) throws SQLException {
    return session.text("SELECT r.ipaddr FROM blob b JOIN rcvfrom r USING(rcvid) WHERE b.uuid=?", name);
  }

  @Nullable
  String source(String name) throws SQLException {
    return session.text("SELECT f.name FROM blob b JOIN fx_source f USING(rid) WHERE b.uuid=?", name);
  }

  Hash name(int rid) throws SQLException {
    return session.list(row -> Columns.name(row, 1), "SELECT uuid FROM blob WHERE rid=?", rid).getFirst();
  }

  /** By rid, of what it is stored as a delta; 0 where it is none. */
  int[] sources() throws SQLException {
    return sources("SELECT f.rid, b.rid FROM fx_source f CROSS JOIN blob b ON b.uuid=f.name");
  }

  /** As {@link #sources}, where {@link #link} was. */
  int[] linked() throws SQLException {
    return sources("SELECT rid, srcid FROM delta");
  }

  private int[] sources(String sql) throws SQLException {
    int[] sources = new int[1 + (int) session.number(0, "SELECT max(rid) FROM blob")];
    try (ResultSet row = session.prepare(sql).executeQuery()) {
      while (row.next()) {
        sources[row.getInt(1)] = row.getInt(2);
      }
    }
    return sources;
  }

  /** What the peer gave is not here any more; how much that was. */
  int forget(String peer) throws SQLException {
    unlink();
    String given = " IN (SELECT rcvid FROM rcvfrom WHERE ipaddr=?)";
    for (String table : BESIDE) {
      session.update("DELETE FROM " + table + " WHERE rid IN (SELECT rid FROM blob WHERE rcvid" + given + ")", peer);
    }
    return session.update("DELETE FROM blob WHERE rcvid" + given, peer);
  }

  /** What is left is linked. */
  int forgetWithoutSource() throws SQLException {
    if (link() == null) {
      return 0;
    }
    List<Long> lost = session.list(row -> row.getLong(1), "WITH RECURSIVE lost(rid) AS (SELECT rid FROM fx_source"
        + " WHERE rid NOT IN (SELECT rid FROM delta)"
        + " UNION SELECT d.rid FROM lost CROSS JOIN delta d ON d.srcid=lost.rid) SELECT rid FROM lost");
    for (long rid : lost) {
      for (String table : List.of("fx_source", "private", "delta", "blob")) {
        session.update("DELETE FROM " + table + " WHERE rid=?", rid);
      }
    }
    return lost.size();
  }

  int forget(Collection<Hash> names) throws SQLException {
    unlink();
    int gone = 0;
    for (Hash name : names) {
      for (String table : BESIDE) {
        session.update("DELETE FROM " + table + " WHERE rid=(SELECT rid FROM blob WHERE uuid=?)", name.hex());
      }
      gone += session.update("DELETE FROM blob WHERE uuid=?", name.hex());
    }
    return gone;
  }

  void drop() throws SQLException {
    session.execute("DROP TABLE fx_source");
    session.execute("DROP TABLE fx_clone");
  }
}
