package io.edgesync.repository.privacy;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactRows;
import io.edgesync.repository.artifact.SqliteArtifactStore;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.lineage.CheckinSet;
import io.edgesync.repository.rebuild.Rederivation;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The private artifacts of a repository. Callable from any thread; calls block. */
public final class PrivateContent {

  private final RepositoryDatabase database;
  private final SqliteArtifactStore artifacts;

  /** Uses what it is given without owning it. */
  public PrivateContent(RepositoryDatabase database, SqliteArtifactStore artifacts) {
    this.database = database;
    this.artifacts = artifacts;
  }

  /** Private check-ins, oldest arrival first; what {@code fossil unpublished} shows. All private names: {@code privateNames()}. */
  public List<Hash> checkins() {
    return database.read(session -> {
      List<Hash> names = new ArrayList<>();
      try (ResultSet row = session.prepare("SELECT b.uuid FROM private p CROSS JOIN event e ON e.objid=p.rid"
          + " CROSS JOIN blob b ON b.rid=p.rid WHERE e.type='ci' ORDER BY p.rid").executeQuery()) {
        while (row.next()) {
          names.add(Columns.name(row, 1));
        }
      }
      return names;
    });
  }

  /**
   * Makes artifacts public, as {@code fossil publish} does: check-ins with their files and tags. What is public already stays so.
   *
   * @return the names that were private
   * @throws RepositoryException.Refused where a name is not known here
   */
  public List<Hash> publish(Collection<Hash> names) {
    return publish(names, false, true);
  }

  /** As {@link #publish}, without what belongs to the check-ins: {@code fossil publish --only}. */
  public List<Hash> publishOnly(Collection<Hash> names) {
    return publish(names, false, false);
  }

  /**
   * Publishes check-ins with all their descendants, and with their files and tags: what {@code fossil publish} does with the name of a
   * branch, whose first check-in {@code start:NAME} finds.
   */
  public List<Hash> publishFrom(Collection<Hash> firstCheckins) {
    return publish(firstCheckins, true, true);
  }

  private List<Hash> publish(Collection<Hash> names, boolean withDescendants, boolean withBelongings) {
    return artifacts.operate((transaction, rows) -> {
      CheckinSet set = new CheckinSet(transaction.session(), rids(rows, names));
      if (withDescendants) {
        set.addDescendants();
      }
      if (withBelongings) {
        set.addBelongings(false);
      }
      List<Hash> published = new ArrayList<>();
      for (long rid : set.rids()) {
        Hash name = rows.nameOf(rid);
        if (name != null && rows.publish(rid)) {
          published.add(name);
        }
      }
      // Two that hang on each other may have changed sides in either order.
      for (long rid : exposed(transaction.session())) {
        if (rows.isAvailable(rid)) {
          rows.undelta(rid);
        }
      }
      return published;
    });
  }

  private static Set<Long> rids(ArtifactRows rows, Collection<Hash> names) throws SQLException {
    Set<Long> rids = new TreeSet<>();
    for (Hash name : names) {
      long rid = rows.ridFor(name, false, false);
      if (rid == 0) {
        throw new RepositoryException.Refused("artifact " + name + ": is not known in this repository");
      }
      rids.add(rid);
    }
    return rids;
  }

  /**
   * Keeps artifacts from being sent from now on. Others may have them already, and who has them may send them back.
   *
   * @return the names that were public
   */
  public List<Hash> makePrivate(Collection<Hash> names) {
    return artifacts.operate((transaction, rows) -> {
      List<Hash> hidden = new ArrayList<>();
      for (long rid : rids(rows, names)) {
        Hash name = rows.nameOf(rid);
        if (name != null && rows.makePrivate(rid)) {
          hidden.add(name);
        }
      }
      return hidden;
    });
  }

  /**
   * Removes all private artifacts for good, as {@code fossil scrub --private} does: their pages are overwritten with zeros, and everything
   * is derived anew, so it takes as long as a rebuild.
   *
   * @return how many rows were removed
   */
  public int scrub() {
    return artifacts.operate((transaction, rows) -> {
      SqlSession session = transaction.session();
      if (!session.any("SELECT 1 FROM private")) {
        return 0;
      }
      for (long rid : exposed(session)) {
        if (rows.isAvailable(rid)) {
          rows.undelta(rid);
        } else {
          rows.demote(rid);
        }
      }
      return session.overwriting(pages -> {
        int removed = pages.update("DELETE FROM blob WHERE rid IN private");
        pages.update("DELETE FROM delta WHERE rid IN private");
        pages.update("DELETE FROM private");
        pages.execute("DROP TABLE IF EXISTS modreq");
        Rederivation.run(database.file(), transaction);
        return removed;
      });
    });
  }

  /** Public artifacts that are deltas of private ones. */
  private static List<Long> exposed(SqlSession session) throws SQLException {
    List<Long> rids = new ArrayList<>();
    try (ResultSet row = session.prepare("SELECT d.rid FROM private p CROSS JOIN delta d ON d.srcid=p.rid"
        + " CROSS JOIN blob b ON b.rid=d.rid WHERE b.size>=0 AND d.rid NOT IN private").executeQuery()) {
      while (row.next()) {
        rids.add(row.getLong(1));
      }
    }
    return rids;
  }
}
