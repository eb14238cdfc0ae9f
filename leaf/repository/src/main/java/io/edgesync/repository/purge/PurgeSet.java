package io.edgesync.repository.purge;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactRows;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.lineage.CheckinSet;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds the rids that a selection means, inside the transaction that will remove them. */
record PurgeSet(SqlSession session, ArtifactRows rows) {

  /** Held artifacts and phantoms that nobody needs then; ascending. */
  Set<Long> of(PurgeSelection selection) throws SQLException {
    Set<Long> rids = switch (selection) {
      case PurgeSelection.Artifacts(List<Hash> names) -> held(names);
      case PurgeSelection.Checkins(List<Hash> first) -> checkins(first);
      case PurgeSelection.Files(List<String> paths) -> files(paths);
    };
    rids.removeIf(this::isNeededByOthers);
    requireAvailable(rids);
    requireBaselines(rids);
    if (rids.isEmpty()) {
      throw new RepositoryException.Refused("nothing to purge: no artifact here is meant by " + selection);
    }
    return rids;
  }

  private Set<Long> held(List<Hash> names) throws SQLException {
    Set<Long> rids = new TreeSet<>();
    for (Hash name : names) {
      long rid = rows.ridFor(name, false, false);
      if (rid == 0 || !rows.isAvailable(rid)) {
        throw new RepositoryException.Refused("artifact " + name + ": is not held in this repository");
      }
      rids.add(rid);
    }
    return rids;
  }

  private Set<Long> checkins(List<Hash> first) throws SQLException {
    Set<Long> rids = held(first);
    for (long rid : rids) {
      if (!session.any("SELECT 1 FROM event WHERE objid=? AND type='ci'", rid)) {
        throw new RepositoryException.Refused("artifact " + rows.nameOf(rid) + ": is no check-in; purge it by itself");
      }
    }
    CheckinSet set = new CheckinSet(session, rids);
    set.addDescendants();
    set.addBelongings(true);
    return set.rids();
  }

  private Set<Long> files(List<String> paths) throws SQLException {
    Set<Long> rids = new TreeSet<>();
    for (String path : paths) {
      try (ResultSet row = session.bind("SELECT DISTINCT m.fid FROM filename f CROSS JOIN mlink m ON m.fnid=f.fnid"
          + " WHERE m.fid>0 AND (f.name=? OR substr(f.name, 1, length(?)+1)=?||'/')", path, path, path)
          .executeQuery()) {
        while (row.next()) {
          rids.add(row.getLong(1));
        }
      }
    }
    return rids;
  }

  /** A name without content can only go where no delta waits for it. */
  private boolean isNeededByOthers(long rid) {
    try {
      return session.any("SELECT 1 FROM phantom WHERE rid=?", rid)
          && session.any("SELECT 1 FROM delta WHERE srcid=?", rid);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void requireAvailable(Set<Long> rids) throws SQLException {
    for (long rid : rids) {
      if (!rows.isAvailable(rid) && !session.any("SELECT 1 FROM phantom WHERE rid=?", rid)) {
        throw new RepositoryException.Refused("artifact " + rows.nameOf(rid)
            + ": is a delta whose source is not here, so that it could not be brought back; pull first");
      }
    }
  }

  private void requireBaselines(Set<Long> rids) throws SQLException {
    Set<Long> all = new HashSet<>(rids);
    for (long rid : rids) {
      try (ResultSet row = session.bind("SELECT cid FROM plink WHERE baseid=?", rid).executeQuery()) {
        while (row.next()) {
          if (!all.contains(row.getLong(1))) {
            throw new RepositoryException.Refused("check-in " + rows.nameOf(rid) + ": is the baseline of "
                + rows.nameOf(row.getLong(1)) + ", which would stay; purge that one as well");
          }
        }
      }
    }
  }
}
