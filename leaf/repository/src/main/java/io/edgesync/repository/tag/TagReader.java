package io.edgesync.repository.tag;

import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code tag} and {@code tagxref}, inside one transaction. */
public final class TagReader {

  private TagReader() {}

  /** The active tags of an artifact, by name. */
  public static List<TagOn> on(SqlSession session, long rid) throws SQLException {
    List<TagOn> tags = new ArrayList<>();
    try (ResultSet row = session.bind("SELECT tagname, value, tagtype, srcid FROM tagxref JOIN tag USING(tagid)"
        + " WHERE tagtype>0 AND rid=? ORDER BY tagname", rid).executeQuery()) {
      while (row.next()) {
        tags.add(new TagOn(SqlText.orEmpty(row, 1), SqlText.get(row, 2), row.getInt(3) == 2, row.getLong(4) == 0));
      }
    }
    return tags;
  }

  /** The names of tags that are active on some artifact, in byte order. */
  static List<String> names(SqlSession session) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet row = session.bind("SELECT tagname FROM tag WHERE EXISTS (SELECT 1 FROM tagxref"
        + " WHERE tagxref.tagid=tag.tagid AND tagtype>0) ORDER BY tagname").executeQuery()) {
      while (row.next()) {
        names.add(SqlText.orEmpty(row, 1));
      }
    }
    return names;
  }

  /** The artifacts that bear a tag, the latest tagged first. */
  static List<Tagging> bearers(SqlSession session, String name, int max) throws SQLException {
    List<Tagging> bearers = new ArrayList<>();
    try (ResultSet row = session.bind("SELECT uuid, value, tagtype, srcid FROM tagxref JOIN blob USING(rid)"
        + " WHERE tagid=(SELECT tagid FROM tag WHERE tagname=?) AND tagtype>0 ORDER BY mtime DESC, tagxref.rid DESC LIMIT ?",
        name, max).executeQuery()) {
      while (row.next()) {
        bearers.add(new Tagging(Columns.name(row, 1),
            new TagOn(name, SqlText.get(row, 2), row.getInt(3) == 2, row.getLong(4) == 0)));
      }
    }
    return bearers;
  }
}
