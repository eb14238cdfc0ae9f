package io.edgesync.repository.purge;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactRows;
import io.edgesync.repository.artifact.SqliteArtifactStore;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.rebuild.Rederivation;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Purges artifacts and brings them back. Callable from any thread; calls block, and a purge takes as long as a rebuild. */
public final class Graveyard {

  private final RepositoryDatabase database;
  private final SqliteArtifactStore artifacts;
  private final RepositoryOptions options;

  /** Uses what it is given without owning it. */
  public Graveyard(RepositoryDatabase database, SqliteArtifactStore artifacts, RepositoryOptions options) {
    this.database = database;
    this.artifacts = artifacts;
    this.options = options;
  }

  /**
   * What {@link #purge} would remove; changes nothing, and waits for no reader.
   *
   * @throws RepositoryException.Refused as {@link #purge} would
   */
  public List<Hash> explain(PurgeSelection selection) {
    return database.read(session -> {
      List<Hash> names = new ArrayList<>();
      for (long rid : new PurgeSet(session, artifacts).of(selection)) {
        Hash name = Columns.nameOf(session, rid);
        if (name != null) {
          names.add(name);
        }
      }
      return names;
    });
  }

  /**
   * Moves artifacts from the history into the graveyard. What others are deltas of is stored anew; everything derived is derived anew, so that
   * nothing refers to what is gone but by its name: what remaining artifacts refer to becomes wanted again.
   *
   * @return the id of this purge
   * @throws RepositoryException.Refused where something is not held here, or is the baseline of what would stay; nothing was changed
   */
  public long purge(PurgeSelection selection, String notes) {
    return artifacts.operate((transaction, rows) -> {
      SqlSession session = transaction.session();
      Set<Long> rids = new PurgeSet(session, artifacts).of(selection);
      Set<Long> held = new TreeSet<>(rids);
      for (long rid : rids) {
        if (!rows.isAvailable(rid)) {
          held.remove(rid);
        }
      }
      rows.undeltaWhatHangsOn(rids);
      undeltaWhatLeansOutside(session, rows, held);
      PurgeTables tables = new PurgeTables(session);
      tables.create();
      long event = tables.enter(held, notes, options.clock().instant());
      for (long rid : rids) {
        session.update("DELETE FROM blob WHERE rid=?", rid);
        session.update("DELETE FROM delta WHERE rid=?", rid);
        session.update("DELETE FROM private WHERE rid=?", rid);
      }
      Rederivation.run(database.file(), transaction);
      return event;
    });
  }

  private static void undeltaWhatLeansOutside(SqlSession session, ArtifactRows rows, Set<Long> rids)
      throws SQLException {
    for (long rid : rids) {
      long source = session.number(0, "SELECT srcid FROM delta WHERE rid=?", rid);
      if (source != 0 && !rids.contains(source)) {
        rows.undelta(rid);
      }
    }
  }

  /** Oldest first. */
  public List<PurgeEvent> events() {
    return database.read(session -> new PurgeTables(session).events());
  }

  /** What a purge removed. */
  public List<PurgeItem> items(long event) {
    return database.read(session -> new PurgeTables(session).items(event));
  }

  /**
   * Brings back everything that a purge removed, verified and crosslinked as if it had just been received, and forgets the purge. Names that were
   * shunned meanwhile no longer are. Cut short, it can be repeated.
   *
   * @param login who does it, for {@code rcvfrom}
   * @throws RepositoryException.Refused where there is no such purge, or an artifact may not be here; the graveyard stays as it is
   * @throws RepositoryException.Corrupt where an item is not what its name says; the graveyard stays as it is
   */
  public void undo(long event, String login) {
    requireEvent(event);
    new Resurrection(database, artifacts, options.artifactBytesMax()).of(event, login);
  }

  private void requireEvent(long event) {
    if (!database.read(session -> new PurgeTables(session).isEvent(event))) {
      throw new RepositoryException.Refused("purge " + event + ": there is none of that number");
    }
  }

  /** Forgets purges for good; their pages are overwritten with zeros. */
  public void obliterate(Collection<Long> events) {
    events.forEach(this::requireEvent);
    database.write(transaction -> transaction.session().overwriting(session -> {
      for (long event : events) {
        new PurgeTables(session).delete(event);
      }
      return events.size();
    }));
  }
}
