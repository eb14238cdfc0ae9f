package io.edgesync.repository.timeline;

import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.tag.TagOn;
import io.edgesync.repository.tag.TagReader;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what is known of one check-in, by its rid; inside one transaction. */
final class CheckinReader {

  private static final String SYMBOLIC = "sym-";

  private final SqlSession session;
  private final long rid;

  CheckinReader(SqlSession session, long rid) {
    this.session = session;
    this.rid = rid;
  }

  /** {@code null} for anything but a check-in. */
  @Nullable
  CheckinInfo info(Hash hash) throws SQLException {
    try (ResultSet row = session
        .bind(
            "SELECT coalesce(mtime, omtime), coalesce(euser, user, ''), coalesce(ecomment, comment, ''),"
                + " coalesce(omtime, mtime), coalesce(user, ''), coalesce(comment, ''),"
                + " EXISTS (SELECT 1 FROM leaf WHERE rid=objid), EXISTS (SELECT 1 FROM private WHERE rid=objid)"
                + " FROM event WHERE type='ci' AND objid=?",
            rid)
        .executeQuery()) {
      if (!row.next()) {
        return null;
      }
      List<TagOn> tags = TagReader.on(session, rid);
      return new CheckinInfo(
          hash,
          JulianDay.toInstant(row.getDouble(1)),
          SqlText.orEmpty(row, 2),
          SqlText.orEmpty(row, 3),
          new CheckinInfo.Original(
              JulianDay.toInstant(row.getDouble(4)), SqlText.orEmpty(row, 5), SqlText.orEmpty(row, 6)),
          tags.stream().filter(tag -> tag.name().equals("branch")).map(TagOn::value).filter(Objects::nonNull)
              .findFirst().orElse(Timeline.MAIN_BRANCH),
          hashes("SELECT uuid FROM plink JOIN blob ON rid=pid WHERE cid=? ORDER BY isprim DESC, plink.rowid"),
          hashes("SELECT uuid FROM plink JOIN blob ON rid=cid WHERE pid=? ORDER BY mtime"),
          hashes("SELECT uuid FROM plink JOIN blob ON rid=cid WHERE pid=? AND NOT isprim ORDER BY mtime"),
          picks(),
          tags.stream().map(TagOn::name).filter(name -> name.startsWith(SYMBOLIC))
              .map(name -> name.substring(SYMBOLIC.length())).toList(),
          tags,
          row.getBoolean(7),
          tags.stream().anyMatch(tag -> tag.name().equals("closed")),
          tags.stream().anyMatch(tag -> tag.name().equals("hidden")),
          row.getBoolean(8));
    }
  }

  private List<CheckinInfo.Pick> picks() throws SQLException {
    List<CheckinInfo.Pick> picks = new ArrayList<>();
    try (ResultSet row = session.bind(
        "SELECT uuid, isExclude FROM cherrypick JOIN blob ON rid=parentid WHERE childid=? ORDER BY uuid", rid)
        .executeQuery()) {
      while (row.next()) {
        picks.add(new CheckinInfo.Pick(Columns.name(row, 1), row.getBoolean(2)));
      }
    }
    return picks;
  }

  private List<Hash> hashes(String sql) throws SQLException {
    List<Hash> all = new ArrayList<>();
    try (ResultSet row = session.bind(sql, rid).executeQuery()) {
      while (row.next()) {
        all.add(Columns.name(row, 1));
      }
    }
    return all;
  }
}
