package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.List;

/**
 * Parenthood of what has versions without being a check-in: wiki pages, technotes, forum posts (Fossil {@code src/manifest.c,
 * manifest_add_fwt_plink()}).
 */
final class VersionLinks {

  private final SqlSession session;
  private final ArtifactAccess artifacts;
  private final Tagger tagger;
  private final LeafChecks leaves;

  VersionLinks(SqlSession session, ArtifactAccess artifacts, Tagger tagger, LeafChecks leaves) {
    this.session = session;
    this.artifacts = artifacts;
    this.tagger = tagger;
    this.leaves = leaves;
  }

  /**
   * Links {@code rid} with its P-card and lets it inherit the tags of the version before.
   *
   * @return the rid of the version before, 0 if there is none
   */
  long link(long rid, List<Hash> parents, double julianDay) throws SQLException {
    boolean isPrivate = artifacts.isPrivate(rid);
    long before = 0;
    for (int i = 0; i < parents.size(); i++) {
      long parent = artifacts.ridFor(parents.get(i), true, isPrivate);
      before = i == 0 ? parent : before;
      session.update("INSERT OR IGNORE INTO plink(pid, cid, isprim, mtime, baseid) VALUES(?,?,?,?,NULL)",
          parent, rid, i == 0 ? 1 : 0, JulianDay.asWritten(julianDay));
      leaves.gotChild(parent);
    }
    if (before != 0) {
      tagger.propagateAll(before);
    }
    return before;
  }

  /** Asks that the older of two versions be a delta of the newer, whichever of them came first. */
  void deltify(long rid, long before) throws SQLException {
    if (before != 0) {
      artifacts.deltify(before, rid);
    }
    for (long newer : session.list(row -> row.getLong(1), "SELECT cid FROM plink WHERE pid=? AND isprim", rid)) {
      artifacts.deltify(rid, newer);
    }
  }
}
