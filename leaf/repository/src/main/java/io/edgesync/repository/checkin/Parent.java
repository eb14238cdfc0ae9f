package io.edgesync.repository.checkin;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.checkin.CheckinRequest.Merged;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.lineage.NewestCheckin;
import io.edgesync.repository.setting.SettingValue;
import io.edgesync.repository.structure.Manifest.CherryPick;
import io.edgesync.repository.tag.BranchTags;
import io.edgesync.repository.timeline.Timeline;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a new check-in builds on, and the settings that shape its manifest, read at one moment.
 *
 * @param hash         {@code null} for a check-in without parent
 * @param branch       the parent's branch; the main branch where there is no parent
 * @param julianDay    its time as the timeline has it
 * @param symbolicTags its propagating symbolic tags, sorted: {@code sym-trunk}
 * @param merged       the merge parents, as asked for
 * @param picked       the picks, without the parent itself
 * @param settings     of the repository
 */
record Parent(
    long rid,
    @Nullable Hash hash,
    String branch,
    double julianDay,
    boolean isPrivate,
    List<String> symbolicTags,
    List<MergeParent> merged,
    List<Picked> picked,
    Settings settings) {

  /**
   * @param isParent    whether it is the parent itself, which is not named twice
   * @param mayBeClosed whether it is a leaf that is not closed, and asked to be
   */
  record MergeParent(Hash hash, double julianDay, boolean isPrivate, boolean isParent, boolean mayBeClosed) {}

  record Picked(CherryPick pick, boolean isPrivate) {}

  /**
   * @param seenDeltas    whether delta manifests are in use here
   * @param forbidsDeltas whether they must not be made
   * @param usesChecksum  whether manifests have an R-card
   */
  record Settings(boolean seenDeltas, boolean forbidsDeltas, boolean usesChecksum) {}

  private static final String ON_BRANCH = " FROM event JOIN tagxref ON tagxref.rid=event.objid AND tagxref.tagid="
      + TagId.BRANCH + " AND tagxref.tagtype>0 AND tagxref.value=?1"
      + " WHERE event.type='ci'";

  /** Reads what {@code request} builds on. */
  static Parent of(SqlSession session, CheckinRequest request) throws SQLException {
    long rid = rid(session, request);
    return new Parent(
        rid,
        Columns.nameOf(session, rid),
        branch(session, rid),
        julianDay(session, rid),
        isPrivate(session, rid),
        BranchTags.symbolic(session, rid, true).stream().map("sym-"::concat).toList(),
        merged(session, request, rid),
        picked(session, request, rid),
        new Settings(
            setting(session, "seen-delta-manifest", false),
            setting(session, "forbid-delta-manifests", false),
            setting(session, "repo-cksum", true)));
  }

  private static long rid(SqlSession session, CheckinRequest request) throws SQLException {
    if (request.ancestry().isRoot()) {
      return 0;
    }
    Hash named = request.ancestry().parent();
    if (named != null) {
      return checkin(session, named, "to build on");
    }
    String branch = request.labels().branch();
    long tip = branch == null ? 0 : tip(session, branch);
    if (tip == 0) {
      tip = tip(session, mainBranch(session));
    }
    return tip != 0 ? tip : NewestCheckin.of(session);
  }

  private static long checkin(SqlSession session, Hash named, String purpose) throws SQLException {
    long rid = session.number(0, "SELECT rid FROM blob JOIN event ON objid=rid AND type='ci' WHERE uuid=?",
        named.hex());
    if (rid == 0) {
      throw new RepositoryException.Refused(
          named + ": expected a check-in " + purpose + ", it is not in this repository");
    }
    return rid;
  }

  private static List<MergeParent> merged(SqlSession session, CheckinRequest request, long parent)
      throws SQLException {
    List<MergeParent> all = new ArrayList<>();
    for (Merged merged : new LinkedHashSet<>(request.ancestry().merged())) {
      long rid = checkin(session, merged.checkin(), "to merge");
      boolean isPrivate = isPrivate(session, rid);
      boolean closes = merged.integrates() && !isPrivate && BranchTags.isLeaf(session, rid) && !isClosed(session, rid);
      all.add(new MergeParent(merged.checkin(), julianDay(session, rid), isPrivate, rid == parent, closes));
    }
    return List.copyOf(all);
  }

  private static List<Picked> picked(SqlSession session, CheckinRequest request, long parent) throws SQLException {
    List<Picked> all = new ArrayList<>();
    for (CherryPick pick : request.ancestry().picked()) {
      long rid = checkin(session, pick.target(), "to pick");
      if (rid != parent) {
        all.add(new Picked(pick, isPrivate(session, rid)));
      }
    }
    return List.copyOf(all);
  }

  /** The newest open leaf of a branch, else its newest check-in; 0 if there is no such branch. */
  private static long tip(SqlSession session, String branch) throws SQLException {
    long open = session.number(
        0,
        "SELECT objid" + ON_BRANCH + " AND objid IN (SELECT rid FROM leaf)"
            + " AND NOT EXISTS (SELECT 1 FROM tagxref t WHERE t.rid=objid AND t.tagid=" + TagId.CLOSED
            + " AND t.tagtype>0)"
            + " ORDER BY event.mtime DESC LIMIT 1",
        branch);
    return open != 0
        ? open
        : session.number(0, "SELECT objid" + ON_BRANCH + " ORDER BY event.mtime DESC LIMIT 1", branch);
  }

  static boolean isClosed(SqlSession session, long rid) throws SQLException {
    return session.any("SELECT 1 FROM tagxref WHERE tagid=" + TagId.CLOSED + " AND tagtype>0 AND rid=?", rid);
  }

  private static boolean isPrivate(SqlSession session, long rid) throws SQLException {
    return session.any("SELECT 1 FROM private WHERE rid=?", rid);
  }

  private static String mainBranch(SqlSession session) throws SQLException {
    String configured = session.text("SELECT value FROM config WHERE name='main-branch'");
    return configured == null || configured.isEmpty() ? Timeline.MAIN_BRANCH : configured;
  }

  private static String branch(SqlSession session, long rid) throws SQLException {
    String branch = session.text("SELECT value FROM tagxref WHERE tagid=" + TagId.BRANCH + " AND tagtype>0 AND rid=?",
        rid);
    return branch == null ? mainBranch(session) : branch;
  }

  private static double julianDay(SqlSession session, long rid) throws SQLException {
    try (ResultSet row = session.bind("SELECT mtime FROM event WHERE objid=?", rid).executeQuery()) {
      return row.next() ? row.getDouble(1) : 0;
    }
  }

  /** A boolean setting as Fossil reads it. */
  private static boolean setting(SqlSession session, String name, boolean otherwise) throws SQLException {
    String value = session.text("SELECT value FROM config WHERE name=?", name);
    return value == null ? otherwise : SettingValue.truth(value).orElse(otherwise);
  }
}
