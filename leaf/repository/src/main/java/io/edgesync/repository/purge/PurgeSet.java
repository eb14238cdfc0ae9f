package io.edgesync.repository.purge;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.SqliteArtifactStore;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.lineage.CheckinSet;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds the rids that a selection means, inside a transaction: one that reads, or the one that will remove them. Changes nothing. */
record PurgeSet(SqlSession session, SqliteArtifactStore artifacts) {

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
      long rid = session.number(0, "SELECT rid FROM blob WHERE uuid=?", name.hex());
      if (rid == 0 || !artifacts.isAvailable(session, rid)) {
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
        throw new RepositoryException.Refused(
            "artifact " + Columns.nameOf(session, rid) + ": is no check-in; purge it by itself");
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
      if (!artifacts.isAvailable(session, rid) && !session.any("SELECT 1 FROM phantom WHERE rid=?", rid)) {
        throw new RepositoryException.Refused("artifact " + Columns.nameOf(session, rid)
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
            throw new RepositoryException.Refused("check-in " + Columns.nameOf(session, rid) + ": is the baseline of "
                + Columns.nameOf(session, row.getLong(1)) + ", which would stay; purge that one as well");
          }
        }
      }
    }
  }
}
