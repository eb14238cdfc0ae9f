package io.edgesync.repository.forum;

import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code forumpost}, which exists from the first post on; inside one transaction. */
final class ThreadReader {

  private ThreadReader() {}

  static List<Hash> threads(SqlSession session, int max) throws SQLException {
    return hashes(session, "SELECT uuid FROM (SELECT froot, max(fmtime) AS newest FROM forumpost GROUP BY froot)"
        + " JOIN blob ON rid=froot ORDER BY newest DESC, froot DESC LIMIT ?", max);
  }

  static List<Hash> posts(SqlSession session, Hash thread) throws SQLException {
    return hashes(session, "SELECT b.uuid FROM forumpost JOIN blob b ON b.rid=fpid"
        + " WHERE froot=(SELECT rid FROM blob WHERE uuid=?) ORDER BY fmtime, fpid", thread.hex());
  }

  private static List<Hash> hashes(SqlSession session, String sql, @Nullable Object value) throws SQLException {
    List<Hash> hashes = new ArrayList<>();
    if (!session.any("SELECT 1 FROM sqlite_schema WHERE type='table' AND name='forumpost'")) {
      return hashes;
    }
    try (ResultSet row = session.bind(sql, value).executeQuery()) {
      while (row.next()) {
        hashes.add(Columns.name(row, 1));
      }
    }
    return hashes;
  }
}
