package io.edgesync.repository.timeline;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.lineage.AncestorWalk;
import io.edgesync.repository.lineage.NewestCheckin;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the artifact that a name means, by Fossil's rules and in their order ({@code src/name.c, symbolic_name_to_rid()}): {@code tip}, a
 * date, {@code date:}, {@code local:} and {@code utc:} before one, {@code tag:NAME}, {@code root:NAME}, {@code start:NAME}, {@code
 * merge-in:NAME}, {@code NAME:DATE}, the beginning of a hash, a tag or branch, whose newest event is meant, a date without punctuation; and
 * the same without punctuation at its end. Dates are UTC. Stock's {@code rid:N} means nothing here.
 */
final class NameResolution {

  static final String ANY = "*";
  static final String CHECKIN = "ci";

  private static final int PREFIX_DIGITS_MIN = 4;
  private static final int HASH_DIGITS_MAX = 64;
  private static final int NEWEST = 30;
  private static final int BRANCH_LENGTH_MAX = 100_000;
  private static final int CANDIDATES_MAX = 20;
  /** {@code root:start:root:…} goes no deeper. */
  private static final int DEPTH_MAX = 10;
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}.*", Pattern.DOTALL);
  private static final Pattern COMPACT = Pattern
      .compile("(19[7-9][0-9]|20[0-9]{2}|2100)([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})?)?");
  private static final Pattern PUNCTUATED = Pattern.compile("(.*[^._)>!?,])[._)>!?,]{1,2}", Pattern.DOTALL);

  private final SqlSession session;
  private final String type;

  /** @param type of event, as in {@link Entry#type}, or {@link #ANY} */
  NameResolution(SqlSession session, String type) {
    this.session = session;
    this.type = type;
  }

  /**
   * The rid, or 0 where nothing has that name.
   *
   * @throws RepositoryException.Ambiguous for the beginning of several hashes
   */
  long resolve(String name) throws SQLException {
    return resolve(name, 0);
  }

  private long resolve(String name, int depth) throws SQLException {
    if (name.isEmpty() || depth > DEPTH_MAX) {
      return 0;
    }
    if (name.equals("tip") && (type.equals(ANY) || type.equals(CHECKIN))) {
      long rid = NewestCheckin.of(session);
      if (rid != 0) {
        return rid;
      }
    }
    if (name.startsWith("date:")) {
      return at(expanded(name.substring(5)));
    }
    if (isDate(name)) {
      long rid = at(name);
      if (rid != 0) {
        return rid;
      }
    }
    if (name.startsWith("local:")) {
      return before(name.substring(6));
    }
    if (name.startsWith("utc:")) {
      return before(roundedUp(name.substring(4)) + 'z');
    }
    if (name.startsWith("tag:")) {
      return newestTagged(name.substring(4));
    }
    if (name.startsWith("root:")) {
      return branchStart(resolve(name.substring(5), depth + 1), true);
    }
    if (name.startsWith("start:")) {
      return branchStart(resolve(name.substring(6), depth + 1), false);
    }
    if (name.startsWith("merge-in:")) {
      return mergeIn(resolve(name.substring(9), depth + 1));
    }
    int colon = name.indexOf(':');
    if (colon >= 0 && colon <= name.length() - 8) {
      String date = expanded(name.substring(colon + 1));
      if (isDate(date)) {
        return taggedUntil(name.substring(0, colon), date.replaceFirst("(?i)utc$", "z"));
      }
    }
    return plain(name, depth);
  }

  private long plain(String name, int depth) throws SQLException {
    String digits = name.substring(name.startsWith("[") ? 1 : 0, name.length() - (name.endsWith("]") ? 1 : 0));
    long rid = isPrefix(digits) ? byPrefix(digits.toLowerCase(Locale.ROOT)) : 0;
    if (rid == 0) {
      rid = type.equals("w") ? newestWiki(name) : newestTagged(name);
    }
    if (rid == 0 && COMPACT.matcher(name).matches()) {
      rid = at(expanded(name));
    }
    if (rid == 0) {
      Matcher punctuated = PUNCTUATED.matcher(name);
      if (name.length() > 4 && punctuated.matches()) {
        return resolve(punctuated.group(1), depth + 1);
      }
    }
    return rid;
  }

  private static boolean isDate(String text) {
    return DATE.matcher(text).matches();
  }

  /** {@code 20240301123456} with its punctuation; other text as it is. */
  private static String expanded(String date) {
    Matcher compact = COMPACT.matcher(date);
    if (!compact.matches()) {
      return date;
    }
    String day = compact.group(1) + '-' + compact.group(2) + '-' + compact.group(3);
    if (compact.group(4) == null) {
      return day;
    }
    return day + ' ' + compact.group(4) + ':' + compact.group(5)
        + (compact.group(6) == null ? "" : ":" + compact.group(6));
  }

  /** The last moment of the day, minute or second that {@code date} names (Fossil {@code fossil_roundup_date()}). */
  private static String roundedUp(String date) {
    return switch (date.length()) {
      case 10 -> date + " 23:59:59.999";
      case 16 -> date + ":59.999";
      case 19 -> date + ".999";
      default -> date;
    };
  }

  private long at(String date) throws SQLException {
    return before(roundedUp(date));
  }

  /** The newest event at that time or before; none where SQLite does not read the date. */
  private long before(String date) throws SQLException {
    return session.number(
        0, "SELECT objid FROM event WHERE mtime<=julianday(?1) AND (?2='*' OR type=?2) ORDER BY mtime DESC LIMIT 1",
        date, type);
  }

  /** Most names are those of lively branches: their newest event is one of the newest of all. */
  private long newestTagged(String tag) throws SQLException {
    long tagid = session.number(0, "SELECT tagid FROM tag WHERE tagname=?", "sym-" + tag);
    if (tagid == 0) {
      return 0;
    }
    long rid = session.number(
        0,
        "SELECT objid FROM (SELECT objid, type, mtime FROM event ORDER BY mtime DESC LIMIT " + NEWEST + ")"
            + " WHERE (?2='*' OR type=?2) AND EXISTS (SELECT 1 FROM tagxref WHERE tagid=?1 AND tagtype>0 AND rid=objid)"
            + " ORDER BY mtime DESC LIMIT 1",
        tagid, type);
    return rid != 0 ? rid : newest(tagid, "1e99");
  }

  private long newestWiki(String title) throws SQLException {
    return newest(session.number(0, "SELECT tagid FROM tag WHERE tagname=?", "wiki-" + title), "1e99");
  }

  private long taggedUntil(String tag, String date) throws SQLException {
    return newest(session.number(0, "SELECT tagid FROM tag WHERE tagname=?", "sym-" + tag),
        "julianday(?3)", roundedUp(date));
  }

  private long newest(long tagid, String until, String... date) throws SQLException {
    List<Object> values = new ArrayList<>(List.of(tagid, type));
    values.addAll(List.of(date));
    return session.number(
        0,
        "SELECT objid FROM tagxref CROSS JOIN event ON objid=rid WHERE tagxref.tagid=?1 AND tagtype>0"
            + " AND (?2='*' OR type=?2) AND event.mtime<=" + until + " ORDER BY event.mtime DESC LIMIT 1",
        values.toArray());
  }

  /** The first check-in of the branch that {@code rid} is on, or with {@code root} the one that it parted from. */
  private long branchStart(long rid, boolean root) throws SQLException {
    String branch = branch(rid);
    long start = rid;
    long at = rid;
    for (int i = 0; i < BRANCH_LENGTH_MAX; i++) {
      long parent = session.number(0, "SELECT pid FROM plink WHERE cid=? AND isprim", at);
      if (parent == 0) {
        break;
      }
      boolean same = isOn(parent, branch);
      if (same || root) {
        start = parent;
      }
      if (!same) {
        break;
      }
      at = parent;
    }
    return start;
  }

  /** The youngest ancestor on the branch that the branch of {@code rid} parted from. */
  private long mergeIn(long rid) throws SQLException {
    long root = branchStart(rid, true);
    if (root == 0) {
      return 0;
    }
    String branch = branch(root);
    AncestorWalk walk = new AncestorWalk(session, rid, false);
    for (long ancestor = walk.next(); ancestor != 0; ancestor = walk.next()) {
      if (isOn(ancestor, branch)) {
        return ancestor;
      }
    }
    return 0;
  }

  private boolean isOn(long rid, String branch) throws SQLException {
    return session.any("SELECT 1 FROM tagxref WHERE tagid=" + TagId.BRANCH + " AND tagtype>0 AND rid=? AND value=?",
        rid, branch);
  }

  private String branch(long rid) throws SQLException {
    String branch = session.text("SELECT value FROM tagxref WHERE tagid=" + TagId.BRANCH + " AND tagtype>0 AND rid=?",
        rid);
    return branch == null ? Timeline.MAIN_BRANCH : branch;
  }

  private static boolean isPrefix(String name) {
    return name.length() >= PREFIX_DIGITS_MIN
        && name.length() <= HASH_DIGITS_MAX
        && name.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
  }

  private long byPrefix(String digits) throws SQLException {
    String wanted = type.equals(ANY) ? "" : " AND EXISTS (SELECT 1 FROM event WHERE objid=rid AND type=?3)";
    List<Object> values = new ArrayList<>(List.of(digits, digits + 'g'));
    if (!wanted.isEmpty()) {
      values.add(type);
    }
    long first = 0;
    List<Hash> candidates = new ArrayList<>();
    try (ResultSet row = session.bind("SELECT rid, uuid FROM blob WHERE uuid>=?1 AND uuid<?2" + wanted
        + " ORDER BY uuid LIMIT " + CANDIDATES_MAX, values.toArray()).executeQuery()) {
      while (row.next()) {
        first = first == 0 ? row.getLong(1) : first;
        candidates.add(Columns.name(row, 2));
      }
    }
    if (candidates.size() > 1 && !candidates.getFirst().hex().equals(digits)) {
      throw new RepositoryException.Ambiguous(digits, candidates);
    }
    return first;
  }

  /** Names of artifacts that begin with these digits, in order. */
  static List<Hash> beginningWith(SqlSession session, String digits, @Nullable Hash after, int max)
      throws SQLException {
    List<Hash> names = new ArrayList<>();
    try (ResultSet row = session.bind("SELECT uuid FROM blob WHERE uuid>=? AND uuid<? AND uuid>? ORDER BY uuid LIMIT ?",
        digits, digits + 'g', after == null ? "" : after.hex(), max).executeQuery()) {
      while (row.next()) {
        names.add(Columns.name(row, 1));
      }
    }
    return names;
  }
}
