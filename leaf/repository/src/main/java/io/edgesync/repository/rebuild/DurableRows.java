package io.edgesync.repository.rebuild;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.database.Schema;
import io.edgesync.repository.database.TagId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a rebuild changes in tables that survive it: columns that old versions lack, shunned artifacts, who is private, the rows of
 * {@code config} about the schema. Source: Fossil {@code src/rebuild.c, rebuild_update_schema(), reconstruct_private_table()},
 * {@code src/shun.c, shun_artifacts()}.
 */
final class DurableRows {

  /** A column that tables of old files do not have. {@code now} fills those that are already there. */
  private record Column(String table, String name, String declaration, boolean now) {}

  private static final List<Column> COLUMNS = List.of(
      new Column("user", "mtime", "DATE", false), new Column("user", "jx", "TEXT DEFAULT '{}'", false),
      new Column("config", "mtime", "INTEGER", true),
      new Column("shun", "mtime", "INTEGER", true), new Column("shun", "scom", "TEXT", false),
      new Column("reportfmt", "mtime", "INTEGER", true), new Column("reportfmt", "jx", "TEXT DEFAULT '{}'", false),
      new Column("concealed", "mtime", "INTEGER", true));

  private static final String ARTIFACT_VIEW = "CREATE VIEW IF NOT EXISTS artifact(rid,rcvid,size,atype,srcid,hash,content) AS"
      + " SELECT blob.rid,rcvid,size,1,srcid,uuid,content FROM blob LEFT JOIN delta ON (blob.rid=delta.rid)";

  private final Connection connection;
  private final FullTexts texts;
  private final long now;

  DurableRows(Connection connection, FullTexts texts, Instant now) {
    this.connection = connection;
    this.texts = texts;
    this.now = now.getEpochSecond();
  }

  void bringUpToDate() throws SQLException {
    for (Column column : COLUMNS) {
      if (number("SELECT count(*) FROM pragma_table_info('" + column.table + "')") > 0
          && number("SELECT count(*) FROM pragma_table_info('" + column.table + "') WHERE name='" + column.name
              + "'") == 0) {
        run("ALTER TABLE " + column.table + " ADD COLUMN " + column.name + " " + column.declaration);
        if (column.now) {
          run("UPDATE " + column.table + " SET " + column.name + "=" + now);
        }
      }
    }
    allowLongNames();
    run(ARTIFACT_VIEW);
    run("DELETE FROM config WHERE name IN ('remote-code', 'remote-maxid')");
    run("UPDATE user SET mtime=" + now + " WHERE mtime IS NULL");
  }

  /** Files of before 2017 check that a name has exactly 40 digits. SQLite has no statement that changes a CHECK. */
  private void allowLongNames() throws SQLException {
    if (number("SELECT count(*) FROM sqlite_schema WHERE name='blob' AND sql LIKE '%length(uuid)==40%'") > 0) {
      run("PRAGMA writable_schema=ON");
      run("UPDATE sqlite_schema SET sql=replace(sql,'length(uuid)==40','length(uuid)>=40') WHERE name='blob'");
      run("PRAGMA writable_schema=RESET");
    }
  }

  /**
   * Removes shunned artifacts. What is a delta of one becomes a full text; where that cannot be had, the row becomes a phantom,
   * since nothing could ever expand it again.
   */
  void removeShunned() throws SQLException {
    String shunned = "(SELECT rid FROM blob JOIN shun USING(uuid))";
    for (int rid : rids("SELECT rid FROM delta WHERE srcid IN " + shunned)) {
      if (!texts.make(rid)) {
        run("UPDATE blob SET rcvid=0, size=-1, content=NULL WHERE rid=" + rid);
        run("DELETE FROM delta WHERE rid=" + rid);
      }
    }
    if (number("SELECT count(*) FROM blob JOIN shun USING(uuid)") > 0) {
      run("DELETE FROM delta WHERE rid IN " + shunned);
      run("DELETE FROM blob WHERE rid IN " + shunned);
    }
    run("DELETE FROM private WHERE NOT EXISTS (SELECT 1 FROM blob WHERE rid=private.rid)");
  }

  /** Check-ins with the tag {@code private} are, and the files that only they use; no public artifact stays a delta of a private one. */
  void derivePrivate() throws SQLException {
    String tagged = "(SELECT rid FROM tagxref WHERE tagid=" + TagId.PRIVATE + " AND tagtype>0)";
    if (number("SELECT count(*) FROM " + tagged) > 0) {
      run("INSERT OR IGNORE INTO private SELECT fid FROM mlink EXCEPT SELECT fid FROM mlink WHERE mid NOT IN "
          + tagged);
      run("INSERT OR IGNORE INTO private SELECT rid FROM " + tagged);
    }
    for (int rid : rids("SELECT rid FROM delta WHERE srcid IN private AND rid NOT IN private")) {
      texts.make(rid);
    }
  }

  void config(String name, String value) throws SQLException {
    try (PreparedStatement replace = connection
        .prepareStatement("REPLACE INTO config(name, value, mtime) VALUES(?,?,?)")) {
      replace.setString(1, name);
      replace.setString(2, value);
      replace.setLong(3, now);
      replace.executeUpdate();
    }
  }

  /** What the file says of its version. */
  void versions(String maker) throws SQLException {
    config("content-schema", Schema.CONTENT_SCHEMA);
    config("aux-schema", Schema.AUX_SCHEMA);
    config("rebuilt", maker);
  }

  /** The policy that the file states; one that states none gets the row that Fossil writes when it opens such a file. */
  HashPolicy hashPolicy() throws SQLException {
    int code = number("SELECT coalesce((SELECT CAST(value AS INTEGER) FROM config WHERE name='hash-policy'), -1)");
    if (code >= 0) {
      return HashPolicy.ofCode(code);
    }
    boolean sha1 = number("SELECT count(*) FROM (SELECT 1 FROM blob WHERE length(uuid)=40 LIMIT 1)") > 0;
    boolean sha3 = number("SELECT count(*) FROM (SELECT 1 FROM blob WHERE length(uuid)>40 LIMIT 1)") > 0;
    HashPolicy policy = sha3 || !sha1 ? HashPolicy.SHA3 : HashPolicy.AUTO;
    config("hash-policy", Integer.toString(policy.code()));
    return policy;
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private int number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  private List<Integer> rids(String sql) throws SQLException {
    List<Integer> rids = new ArrayList<>();
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        rids.add(rows.getInt(1));
      }
    }
    return rids;
  }
}
