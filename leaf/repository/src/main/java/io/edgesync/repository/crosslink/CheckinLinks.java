package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.structure.Manifest.CherryPick;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parenthood and changed files of check-ins: {@code plink}, {@code mlink}, {@code cherrypick}. Where Fossil only adds rows when
 * a merge parent comes late, the child's rows are made anew here: the result is then what a rebuild finds.
 */
final class CheckinLinks {

  private final SqlSession session;
  private final ArtifactAccess artifacts;
  private final Manifests manifests;
  private final TimeFudge fudge;
  private final PendingPicks pendingPicks;
  private final LeafChecks leaves;
  private final FileNameTable names;
  private final RebuildOrder order;

  CheckinLinks(
      SqlSession session, ArtifactAccess artifacts, Manifests manifests, TimeFudge fudge, PendingPicks pendingPicks,
      LeafChecks leaves, RebuildOrder order) {
    this.session = session;
    this.artifacts = artifacts;
    this.manifests = manifests;
    this.fudge = fudge;
    this.pendingPicks = pendingPicks;
    this.leaves = leaves;
    this.names = new FileNameTable(session);
    this.order = order;
  }

  /** Notes the Q-cards whose target is known; the others wait for it. */
  void cherryPicks(long rid, Manifest manifest) throws SQLException {
    for (CherryPick pick : manifest.cherryPicks()) {
      long target = artifacts.ridFor(pick.target(), false, false);
      if (target == 0) {
        pendingPicks.wait(pick.target(), rid);
      } else {
        session.update(
            "REPLACE INTO cherrypick(parentid, childid, isExclude) VALUES(?,?,?)",
            target, rid, pick.backedOut() ? 1 : 0);
      }
    }
  }

  /**
   * Links a check-in with {@code parents}, and the children that came before it with itself.
   *
   * @return the primary parent's rid, 0 if there is none
   */
  long link(long rid, Manifest manifest, List<Hash> parents) throws SQLException {
    boolean isPrivate = artifacts.isPrivate(rid);
    Hash baseline = manifest.baseline();
    Long baselineRid = baseline == null ? null : artifacts.ridFor(baseline, true, isPrivate);
    List<Long> parentRids = new ArrayList<>();
    for (int i = 0; i < parents.size(); i++) {
      long parent = artifacts.ridFor(parents.get(i), true, isPrivate);
      parentRids.add(parent);
      session.update(
          "INSERT OR IGNORE INTO plink(pid, cid, isprim, mtime, baseid) VALUES(?,?,?,?,?)",
          parent, rid, i == 0 ? 1 : 0, JulianDay.asWritten(manifest.julianDay()), baselineRid);
      leaves.gotChild(parent);
    }
    leaves.gotParents(rid);
    files(rid, manifest, parentRids, isPrivate);
    relinkChildren(rid);
    return parentRids.isEmpty() ? 0 : parentRids.getFirst();
  }

  /** Makes the rows of every check-in that came before {@code rid} and was made from it. */
  void relinkChildren(long rid) throws SQLException {
    for (long child : session.list(
        row -> row.getLong(1),
        // Versions of wiki pages, technotes and posts have parents, too. What is backed out may be picked as well: the table has one row.
        "SELECT cid FROM plink JOIN event ON objid=cid WHERE pid=?1 AND type='ci'"
            + " UNION SELECT childid FROM cherrypick WHERE parentid=?1",
        rid)) {
      relink(child);
    }
  }

  /** Makes the rows of {@code mlink} of a check-in anew, from the parents that {@code plink} gives it. */
  void relink(long rid) throws SQLException {
    Manifest manifest = manifests.find(rid);
    if (manifest == null) {
      return;
    }
    session.update("DELETE FROM mlink WHERE mid=?", rid);
    files(rid, manifest, parentsInOrder(rid, manifest), artifacts.isPrivate(rid));
  }

  private List<Long> parentsInOrder(long rid, Manifest manifest) throws SQLException {
    List<Long> linked = session.list(row -> row.getLong(1),
        "SELECT pid FROM plink WHERE cid=? ORDER BY isprim DESC, rowid",
        rid);
    List<Long> named = new ArrayList<>();
    for (Hash parent : manifest.parents()) {
      named.add(artifacts.ridFor(parent, false, false));
    }
    // Fossil takes merge parents from the manifest, and the primary one from plink, which a "parent" tag may have changed.
    List<Long> parents = new ArrayList<>(linked.subList(0, Math.min(1, linked.size())));
    parents.addAll(named.subList(Math.min(1, named.size()), named.size()));
    return parents;
  }

  private void files(long rid, Manifest manifest, List<Long> parents, boolean isPrivate) throws SQLException {
    ManifestFiles child = manifests.files(manifest);
    if (child == null) {
      return;
    }
    CheckinRows.Source primary = null;
    List<CheckinRows.Source> others = new ArrayList<>();
    if (!parents.isEmpty()) {
      primary = source(parents.getFirst(), rid, manifest);
      for (int i = 1; i < manifest.parents().size(); i++) {
        long other = artifacts.ridFor(manifest.parents().get(i), false, false);
        if (other != 0 && (primary.files() != null || isMetLater(other, rid, primary))) {
          others.add(source(other, rid, manifest));
        }
      }
    }
    int sources = parents.size();
    for (CherryPick pick : manifest.cherryPicks()) {
      if (!pick.backedOut()) {
        sources++;
        long target = artifacts.ridFor(pick.target(), false, false);
        if (target != 0 && primary != null && primary.files() != null) {
          others.add(source(target, rid, manifest));
        }
      }
    }
    insert(rid, CheckinRows.of(child, primary, others, sources), isPrivate);
  }

  /** A merge parent to which a rebuild comes after the check-in is looked at even where the primary parent lacks its baseline. */
  private boolean isMetLater(long other, long rid, CheckinRows.Source primary) throws SQLException {
    return manifests.find(primary.rid()) != null && order.isBefore(rid, other);
  }

  private CheckinRows.Source source(long parentRid, long rid, Manifest child) throws SQLException {
    Manifest parent = manifests.find(parentRid);
    if (parent == null) {
      return strangeSource(parentRid, rid);
    }
    ManifestFiles files = manifests.files(parent);
    if (files != null) {
      fudge.note(parentRid, parent.julianDay(), rid, child.julianDay());
      deltify(parentRid, parent, rid, child);
    }
    return new CheckinRows.Source(parentRid, files);
  }

  /** What is not here or no structural artifact gives no files; one of any other kind counts as a check-in that has none. */
  private CheckinRows.Source strangeSource(long parentRid, long rid) throws SQLException {
    byte[] content = parentRid == 0 ? null : artifacts.expand(parentRid);
    if (content == null || ArtifactParser.parseOrNull(content) == null) {
      return new CheckinRows.Source(parentRid, null);
    }
    artifacts.deltify(parentRid, rid);
    return new CheckinRows.Source(parentRid, ManifestFiles.NONE);
  }

  private void deltify(long parentRid, Manifest parent, long rid, Manifest child) throws SQLException {
    Hash parentBaseline = parent.baseline();
    if ((parentBaseline == null) == (child.baseline() == null)) {
      artifacts.deltify(parentRid, rid);
    } else if (parentBaseline != null) {
      artifacts.deltify(artifacts.ridFor(parentBaseline, false, false), rid);
    }
  }

  private void insert(long rid, List<CheckinRows.Row> rows, boolean isPrivate) throws SQLException {
    for (CheckinRows.Row row : rows) {
      FileChange change = row.change();
      long name = names.fnid(change.name());
      long oldName = change.oldName() == null ? 0 : names.fnid(change.oldName());
      long before = ridOf(change.before(), isPrivate);
      long after = ridOf(change.after(), isPrivate);
      if (after != 0 && !isPrivate && session.update("DELETE FROM private WHERE rid=?", after) > 0) {
        // A private file that a public check-in uses is public from now on. Stock Fossil lists it only at the next rebuild, and
        // until then never tells anybody of it.
        session.update("INSERT OR IGNORE INTO unclustered(rid) VALUES(?)", after);
      }
      if (row.isStored()) {
        session.update(
            "INSERT INTO mlink(mid, fid, pmid, pid, fnid, pfnid, mperm, isaux) VALUES(?,?,?,?,?,?,?,?)",
            rid, after, row.parentRid(), before == 0 && row.isByMerge() ? -1 : before, name, oldName, change.mperm(),
            row.isAuxiliary() ? 1 : 0);
      }
      if (before != 0 && after != 0 && before != after) {
        artifacts.deltify(before, after);
      }
    }
  }

  private long ridOf(@Nullable Hash hash, boolean isPrivate) throws SQLException {
    return hash == null ? 0 : artifacts.ridFor(hash, true, isPrivate);
  }
}
