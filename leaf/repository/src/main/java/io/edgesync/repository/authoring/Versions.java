package io.edgesync.repository.authoring;

import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Pages, technotes and tickets are the artifacts that bear one tag; inside one transaction. */
public final class Versions {

  private Versions() {}

  /** The artifacts of a page, note or ticket, newest first. */
  public static List<Hash> of(SqlSession session, String tag) throws SQLException {
    List<Hash> versions = new ArrayList<>();
    try (ResultSet row = session.bind("SELECT b.uuid FROM tag t JOIN tagxref x USING(tagid) JOIN blob b ON b.rid=x.rid"
        + " WHERE t.tagname=? AND x.tagtype>0 ORDER BY x.mtime DESC, x.rid DESC", tag).executeQuery()) {
      while (row.next()) {
        versions.add(Columns.name(row, 1));
      }
    }
    return versions;
  }

  /** What comes after {@code prefix} in the tags of those whose newest version is not empty, in byte order. */
  public static List<String> names(SqlSession session, String prefix) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet row = session.bind("SELECT substr(tagname, ?3) FROM tag t WHERE tagname>=?1 AND tagname<?2"
        + " AND (SELECT coalesce(value+0, 1)>0 FROM tagxref x WHERE x.tagid=t.tagid AND x.tagtype>0"
        + " ORDER BY x.mtime DESC LIMIT 1) ORDER BY tagname",
        prefix, prefix.substring(0, prefix.length() - 1) + '.', prefix.length() + 1).executeQuery()) {
      while (row.next()) {
        names.add(SqlText.orEmpty(row, 1));
      }
    }
    return names;
  }
}
