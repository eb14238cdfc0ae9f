package io.edgesync.repository.database;

import java.sql.SQLException;

/**
 * What ANALYZE noted about the sizes of tables. Stock Fossil runs {@code PRAGMA optimize} whenever it closes a repository (Fossil src/db.c), so most
 * repositories have notes from when they had a few check-ins; by them SQLite scans a whole table where an index serves, and goes on to do
 * so while thousands of artifacts arrive. Without any notes each of our queries finds its index.
 *
 * <p>The writer's connection reads that there are none, while they are deleted in a transaction that is then taken back: the file does not change.
 */
final class Statistics {

  private Statistics() {}

  /**
   * Makes the session plan without statistics, if it does not yet, within an exclusive transaction, which another one follows. Beginning that
   * one fails as the first may have, where another program comes between.
   */
  static void disregard(SqlSession session) throws SQLException {
    long schema = session.number(0, "PRAGMA schema_version");
    if (session.isWithoutStatistics(schema)) {
      return;
    }
    if (session.any("SELECT 1 FROM sqlite_schema WHERE name='sqlite_stat1'")) {
      session.execute("DELETE FROM sqlite_stat1");
      session.execute("ANALYZE sqlite_schema");
      session.prepare("ROLLBACK").execute();
      session.withoutStatistics(schema);
      session.prepare("BEGIN EXCLUSIVE").execute();
    } else {
      session.withoutStatistics(schema);
    }
  }
}
