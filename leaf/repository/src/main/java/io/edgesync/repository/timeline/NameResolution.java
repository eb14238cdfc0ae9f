package io.edgesync.repository.timeline;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the artifact that a name means, by Fossil's rules ({@code src/name.c, symbolic_name_to_rid()}): {@code tip}, a date, {@code
 * tag:NAME}, {@code root:NAME}, {@code start:NAME}, {@code NAME:DATE}, the beginning of a hash, and at last a tag or branch, whose
 * newest check-in is meant.
 */
final class NameResolution {

  private static final int PREFIX_DIGITS_MIN = 4;
  private static final int HASH_DIGITS_MAX = 64;
  private static final String NEWEST_CHECKIN = "SELECT objid FROM event WHERE type='ci' ORDER BY mtime DESC LIMIT 1";

  private final SqlSession session;

  NameResolution(SqlSession session) {
    this.session = session;
  }

  /**
   * The rid, or 0 where nothing has that name.
   *
   * @throws RepositoryException.Refused for the beginning of several hashes
   */
  long resolve(String name) throws SQLException {
    if (name.equals("tip")) {
      return session.number(0, NEWEST_CHECKIN);
    }
    if (looksLikeDate(name)) {
      long rid = at(name);
      if (rid != 0) {
        return rid;
      }
    }
    if (name.startsWith("tag:")) {
      return tagged(name.substring(4), null);
    }
    if (name.startsWith("root:")) {
      return branchStart(name.substring(5), true);
    }
    if (name.startsWith("start:")) {
      return branchStart(name.substring(6), false);
    }
    int colon = name.indexOf(':');
    if (colon > 0 && looksLikeDate(name.substring(colon + 1))) {
      return tagged(name.substring(0, colon), name.substring(colon + 1));
    }
    long byHash = isPrefix(name) ? byPrefix(name.toLowerCase(Locale.ROOT)) : 0;
    return byHash != 0 ? byHash : tagged(name, null);
  }

  private static boolean looksLikeDate(String text) {
    return text.length() >= 10
        && text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && !Double.isNaN(JulianDay.parse(text.replace(' ', 'T')));
  }

  /** The newest check-in at that time or before. */
  private long at(String date) throws SQLException {
    return session.number(
        0, "SELECT objid FROM event WHERE type='ci' AND mtime<=? ORDER BY mtime DESC LIMIT 1", endOf(date));
  }

  /** The last moment of the day, minute, second or millisecond that {@code date} names (Fossil {@code fossil_roundup_date}). */
  private static double endOf(String date) {
    double day = JulianDay.parse(date.replace(' ', 'T'));
    int length = date.endsWith("z") || date.endsWith("Z") ? date.length() - 1 : date.length();
    double more = switch (length) {
      case 10 -> 86_399.999;
      case 16 -> 59.999;
      case 19 -> 0.999;
      default -> 0.001;
    };
    return day + more / 86_400.0;
  }

  private long tagged(String tag, @Nullable String until) throws SQLException {
    return session.number(
        0,
        "SELECT event.objid FROM tag CROSS JOIN tagxref CROSS JOIN event"
            + " WHERE tag.tagname=? AND tagxref.tagid=tag.tagid AND tagxref.tagtype>0 AND event.objid=tagxref.rid"
            + " AND event.type='ci' AND event.mtime<=? ORDER BY event.mtime DESC LIMIT 1",
        "sym-" + tag, until == null ? 1e99 : endOf(until));
  }

  /** The first check-in of the branch that {@code name} is on, or with {@code root} that one's parent. */
  private long branchStart(String name, boolean root) throws SQLException {
    long rid = resolve(name);
    String branch = branch(rid);
    while (rid != 0) {
      long parent = session.number(0, "SELECT pid FROM plink WHERE cid=? AND isprim", rid);
      if (parent == 0 || !branch(parent).equals(branch)) {
        return root ? (parent == 0 ? rid : parent) : rid;
      }
      rid = parent;
    }
    return 0;
  }

  private String branch(long rid) throws SQLException {
    String branch = session.text("SELECT value FROM tagxref WHERE tagid=8 AND tagtype>0 AND rid=?", rid);
    return branch == null ? Timeline.MAIN_BRANCH : branch;
  }

  private static boolean isPrefix(String name) {
    return name.length() >= PREFIX_DIGITS_MIN
        && name.length() <= HASH_DIGITS_MAX
        && name.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
  }

  private long byPrefix(String digits) throws SQLException {
    record Match(long rid, String hash) {}
    List<Match> matches = new ArrayList<>();
    try (ResultSet rows = session
        .bind("SELECT rid, uuid FROM blob WHERE uuid>=? AND uuid<? LIMIT 2", digits, digits + 'g')
        .executeQuery()) {
      while (rows.next()) {
        matches.add(new Match(rows.getLong(1), rows.getString(2)));
      }
    }
    if (matches.size() > 1 && !Hash.isHash(digits)) {
      throw new RepositoryException.Refused(
          digits + ": the beginning of several artifacts' names, " + matches.get(0).hash()
              + " among them; give more digits");
    }
    return matches.isEmpty() ? 0 : matches.getFirst().rid();
  }
}
