package io.edgesync.repository.rebuild;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The full-text search index, where a repository has one. The list of documents is made; their text goes into the index when somebody
 * next searches with stock Fossil, which has the functions that make text of wiki and Markdown. Source: Fossil {@code src/search.c,
 * search_rebuild_index()}.
 */
final class SearchIndex {

  private static final List<String> DROP = List.of("DROP TABLE IF EXISTS ftsidx", "DROP VIEW IF EXISTS ftscontent",
      "DROP TABLE IF EXISTS ftsdocs");

  private static final List<String> CREATE = List.of(
      "CREATE TABLE ftsdocs(rowid INTEGER PRIMARY KEY, type CHAR(1), rid INTEGER, name TEXT, idxed BOOLEAN,"
          + " label TEXT, url TEXT, mtime DATE, bx TEXT, UNIQUE(type,rid))",
      "CREATE INDEX ftsdocIdxed ON ftsdocs(type,rid,name) WHERE idxed==0",
      "CREATE INDEX ftsdocName ON ftsdocs(name) WHERE type='w'",
      "CREATE VIEW ftscontent AS SELECT rowid, type, rid, name, idxed, label, url, mtime,"
          + " title(type,rid,name) AS 'title', body(type,rid,name) AS 'body' FROM ftsdocs");

  private static final List<String> FILL = List.of(
      "INSERT OR IGNORE INTO ftsdocs(type,rid,idxed) SELECT 'c', objid, 0 FROM event WHERE type='ci'",
      "WITH latest(rid,name,mtime) AS (SELECT tagxref.rid, substr(tag.tagname,6), max(tagxref.mtime) FROM tag, tagxref"
          + " WHERE tag.tagname GLOB 'wiki-*' AND tagxref.tagid=tag.tagid AND tagxref.value>0 GROUP BY 2)"
          + " INSERT OR IGNORE INTO ftsdocs(type,rid,name,idxed) SELECT 'w', rid, name, 0 FROM latest",
      "INSERT OR IGNORE INTO ftsdocs(type,rid,idxed) SELECT 't', tkt_id, 0 FROM ticket",
      "INSERT OR IGNORE INTO ftsdocs(type,rid,name,idxed) SELECT type, objid, comment, 0 FROM event WHERE type IN ('e','f')");

  private SearchIndex() {}

  /** @return whether there was one */
  static boolean drop(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean exists;
      try (ResultSet row = statement.executeQuery("SELECT 1 FROM sqlite_schema WHERE name='ftsdocs'")) {
        exists = row.next();
      }
      for (String sql : DROP) {
        statement.execute(sql);
      }
      return exists;
    }
  }

  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean stems;
      try (ResultSet setting = statement.executeQuery(
          "SELECT 1 FROM config WHERE name='search-stemmer' AND lower(value) IN ('1','on','yes','true')")) {
        stems = setting.next();
      }
      for (String sql : CREATE) {
        statement.execute(sql);
      }
      statement.execute("CREATE VIRTUAL TABLE ftsidx USING fts5(content=\"ftscontent\", title, body"
          + (stems ? ",tokenize=porter" : "") + ")");
      for (String sql : FILL) {
        statement.execute(sql);
      }
    }
  }
}
