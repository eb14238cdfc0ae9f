package io.edgesync.repository.timeline;

import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.structure.FilePermission;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code mlink}: which files a check-in changed, and which check-ins changed a file. Of a renaming there are two rows, one of which
 * says that the old name is gone; it is left out. Delta
 * manifests that take a file back leave the same row twice; once is enough. Source: Fossil {@code src/finfo.c}.
 */
final class FileChangeReader {

  private static final int LIMIT_PARAMETER = 2;

  /** {@code mlink m} with its names and contents: seven columns. */
  private static final String CHANGE = "(SELECT name FROM filename WHERE fnid=m.fnid),"
      + " (SELECT name FROM filename WHERE fnid=m.pfnid), m.fid, m.pid, (SELECT uuid FROM blob WHERE rid=m.fid),"
      + " (SELECT uuid FROM blob WHERE rid=m.pid), m.mperm";
  private static final int CHANGE_COLUMNS = 7;

  private static final String NOT_HALF_A_RENAMING = " AND NOT (m.fid=0 AND EXISTS (SELECT 1 FROM mlink r"
      + " WHERE r.mid=m.mid AND r.pfnid=m.fnid AND r.isaux=0))";

  /** Every version of what is called so in some check-in, under this name and the ones before and after: (fid, fnid). */
  private static final String ALL_NAMES = "WITH RECURSIVE line(fid, fnid) AS ("
      + "SELECT fid, fnid FROM mlink WHERE fnid=(SELECT fnid FROM filename WHERE name=?1) AND fid>0"
      + " UNION SELECT m.pid, CASE WHEN m.pfnid>0 THEN m.pfnid ELSE m.fnid END FROM line CROSS JOIN mlink m"
      + " WHERE m.fid=line.fid AND m.fnid=line.fnid AND m.pid>0"
      + " UNION SELECT m.fid, m.fnid FROM line CROSS JOIN mlink m WHERE m.pid=line.fid AND m.fid>0"
      + " AND (CASE WHEN m.pfnid>0 THEN m.pfnid ELSE m.fnid END)=line.fnid)";

  private FileChangeReader() {}

  /** The files that a check-in changed against its primary parent, by name. */
  static List<ChangedFile> changes(SqlSession session, long checkin) throws SQLException {
    List<ChangedFile> changes = new ArrayList<>();
    try (ResultSet row = session.bind(
        "SELECT DISTINCT " + CHANGE + " FROM mlink m WHERE m.mid=? AND m.isaux=0" + NOT_HALF_A_RENAMING + " ORDER BY 1",
        checkin)
        .executeQuery()) {
      while (row.next()) {
        changes.add(change(row));
      }
    }
    return changes;
  }

  /**
   * The check-ins that changed a file, newest first.
   *
   * @param names whether its other names count as well
   */
  static List<FileVersion> history(SqlSession session, String path, boolean names, int max) throws SQLException {
    String rows = names
        ? ALL_NAMES
            + " SELECT DISTINCT m.rowid AS id FROM line CROSS JOIN mlink m ON m.fid=line.fid AND m.fnid=line.fnid"
            + " UNION SELECT m.rowid FROM line CROSS JOIN mlink m ON m.pid=line.fid AND m.fnid=line.fnid AND m.fid=0"
        : "SELECT rowid AS id FROM mlink WHERE fnid=(SELECT fnid FROM filename WHERE name=?1)";
    String sql = "SELECT DISTINCT " + CHANGE + ", b.uuid, e.mtime, coalesce(e.euser, e.user, ''),"
        + " coalesce(e.ecomment, e.comment, ''), coalesce((SELECT value FROM tagxref WHERE tagid=" + TagId.BRANCH
        + " AND tagtype>0"
        + " AND rid=m.mid), '" + Timeline.MAIN_BRANCH + "') FROM (" + rows + ") s CROSS JOIN mlink m ON m.rowid=s.id"
        + " CROSS JOIN event e ON e.objid=m.mid CROSS JOIN blob b ON b.rid=m.mid WHERE m.isaux=0"
        + NOT_HALF_A_RENAMING + " ORDER BY e.mtime DESC, m.mid DESC, 1 LIMIT ?" + LIMIT_PARAMETER;
    List<FileVersion> history = new ArrayList<>();
    try (ResultSet row = session.bind(sql, path, max).executeQuery()) {
      int after = CHANGE_COLUMNS;
      while (row.next()) {
        history.add(new FileVersion(
            Columns.name(row, after + 1), JulianDay.toInstant(row.getDouble(after + 2)),
            SqlText.orEmpty(row, after + 3),
            SqlText.orEmpty(row, after + 4), SqlText.orEmpty(row, after + 5), change(row)));
      }
    }
    return history;
  }

  private static ChangedFile change(ResultSet row) throws SQLException {
    boolean isGone = row.getLong(3) == 0;
    String oldPath = SqlText.get(row, 2);
    ChangeKind kind = isGone
        ? ChangeKind.DELETED
        : oldPath != null ? ChangeKind.RENAMED : row.getLong(4) > 0 ? ChangeKind.EDITED : ChangeKind.ADDED;
    return new ChangedFile(SqlText.orEmpty(row, 1), oldPath, kind, name(row, 6), name(row, 5),
        FilePermission.ofMperm(row.getInt(7)));
  }

  private static @Nullable Hash name(ResultSet row, int column) throws SQLException {
    return row.getObject(column) == null ? null : Columns.name(row, column);
  }
}
