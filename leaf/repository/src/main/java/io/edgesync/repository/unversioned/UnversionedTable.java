package io.edgesync.repository.unversioned;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code unversioned} inside a transaction. It is made when first written to; where it is not there, there are no files. */
record UnversionedTable(SqlSession session) {

  /** The column {@code encoding}: as it is, or 4 bytes of size and a zlib stream. */
  static final int PLAIN = 0;
  static final int COMPRESSED = 1;

  private static final String COLUMNS = "SELECT name, mtime, hash, sz, content IS NOT NULL FROM unversioned";

  /** A row's stored bytes. */
  record Stored(UnversionedFile file, int encoding, byte @Nullable [] bytes) {}

  boolean exists() throws SQLException {
    return session.any("SELECT 1 FROM sqlite_schema WHERE type='table' AND name='unversioned'");
  }

  void create() throws SQLException {
    if (!exists()) {
      session.execute("""
          CREATE TABLE unversioned(
            uvid INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, rcvid INTEGER, mtime DATETIME, hash TEXT,
            sz INTEGER, encoding INT, content BLOB
          )""");
    }
  }

  List<UnversionedFile> list(boolean withRemoved) throws SQLException {
    List<UnversionedFile> files = new ArrayList<>();
    if (exists()) {
      try (ResultSet row = session.prepare(COLUMNS + (withRemoved ? "" : " WHERE hash IS NOT NULL") + " ORDER BY name")
          .executeQuery()) {
        while (row.next()) {
          files.add(file(row));
        }
      }
    }
    return files;
  }

  @Nullable
  UnversionedFile find(String name) throws SQLException {
    if (!exists()) {
      return null;
    }
    try (ResultSet row = session.bind(COLUMNS + " WHERE name=?", name).executeQuery()) {
      return row.next() ? file(row) : null;
    }
  }

  private static UnversionedFile file(ResultSet row) throws SQLException {
    String name = row.getString(1);
    String hash = row.getString(3);
    if (hash != null && !Hash.isHash(hash)) {
      throw new RepositoryException.Corrupt("unversioned file \"" + name + '"', "its hash is none: " + hash, null);
    }
    Instant mtime = Instant.ofEpochSecond(Math.clamp(row.getLong(2), 0, UnversionedFile.MTIME_SECONDS_MAX));
    return new UnversionedFile(name, mtime, hash == null ? null : new Hash(hash),
        row.getLong(4), row.getBoolean(5));
  }

  /** The length of what is stored, 0 where nothing is. */
  long storedBytes(String name) throws SQLException {
    return session.number(0, "SELECT length(content) FROM unversioned WHERE name=?", name);
  }

  @Nullable
  Stored stored(String name) throws SQLException {
    UnversionedFile file = find(name);
    if (file == null) {
      return null;
    }
    try (ResultSet row = session.bind("SELECT encoding, content FROM unversioned WHERE name=?", name).executeQuery()) {
      return row.next() ? new Stored(file, row.getInt(1), row.getBytes(2)) : null;
    }
  }

  void replace(long rcvid, UnversionedFile file, int encoding, byte @Nullable [] bytes) throws SQLException {
    Hash hash = file.hash();
    session.update(
        "REPLACE INTO unversioned(name, rcvid, mtime, hash, sz, encoding, content) VALUES(?, ?, ?, ?, ?, ?, ?)",
        file.name(), rcvid, file.mtime().getEpochSecond(), hash == null ? null : hash.hex(), file.sizeBytes(), encoding,
        bytes);
    forgetHash();
  }

  boolean remove(String name, Instant mtime) throws SQLException {
    int rows = session.update("UPDATE unversioned SET hash=NULL, content=NULL, mtime=?, sz=0 WHERE name=?",
        mtime.getEpochSecond(), name);
    forgetHash();
    return rows > 0;
  }

  /** A removal that a peer told of: where the name is not known here, there is nothing to remember. */
  void removed(long rcvid, String name, Instant mtime) throws SQLException {
    session.update("UPDATE unversioned SET rcvid=?, mtime=?, hash=NULL, sz=0, encoding=0, content=NULL WHERE name=?",
        rcvid, mtime.getEpochSecond(), name);
    forgetHash();
  }

  boolean touch(String name, Instant mtime) throws SQLException {
    int rows = session.update("UPDATE unversioned SET mtime=? WHERE name=?", mtime.getEpochSecond(), name);
    forgetHash();
    return rows > 0;
  }

  void forget(String name) throws SQLException {
    session.update("DELETE FROM unversioned WHERE name=?", name);
    forgetHash();
  }

  /** Whatever changes the catalogue calls this: stock Fossil believes the row as long as it is there. */
  private void forgetHash() throws SQLException {
    session.update("DELETE FROM config WHERE name='uv-hash'");
  }

  @Nullable
  String knownHash() throws SQLException {
    return session.text("SELECT value FROM config WHERE name='uv-hash'");
  }

  /** SHA1 over the catalogue's lines, as bytes: every repository must get the same. Source: {@code unversioned_content_hash()}. */
  String computeHash() throws SQLException {
    MessageDigest sha1 = sha1();
    if (exists()) {
      try (ResultSet row = session
          .prepare("SELECT CAST(name AS BLOB), datetime(mtime,'unixepoch'), hash FROM unversioned"
              + " WHERE hash IS NOT NULL ORDER BY name")
          .executeQuery()) {
        while (row.next()) {
          byte[] name = row.getBytes(1);
          String time = row.getString(2);
          sha1.update(name == null ? new byte[0] : name);
          sha1.update(
              (" " + (time == null ? "" : time) + " " + row.getString(3) + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return HexFormat.of().formatHex(sha1.digest());
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
