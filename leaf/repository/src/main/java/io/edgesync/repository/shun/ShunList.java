package io.edgesync.repository.shun;

import io.edgesync.repository.artifact.SqliteArtifactStore;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The shun list of a repository. Callable from any thread; calls block. */
public final class ShunList {

  /**
   * A name on the list.
   *
   * @param since   when it was put there
   * @param isStill whether its content is still in the file, until the next rebuild
   */
  public record Shunned(Hash name, Instant since, boolean isStill) {}

  private final RepositoryDatabase database;
  private final SqliteArtifactStore artifacts;
  private final InstantSource clock;

  /** Uses what it is given without owning it. */
  public ShunList(RepositoryDatabase database, SqliteArtifactStore artifacts, InstantSource clock) {
    this.database = database;
    this.artifacts = artifacts;
    this.clock = clock;
  }

  /** Ordered by name. Rows that are no artifact names, which other programs may have put there, are left out. */
  public List<Shunned> list() {
    return database.read(session -> {
      List<Shunned> shunned = new ArrayList<>();
      try (ResultSet row = session.prepare(
          "SELECT uuid, mtime, EXISTS(SELECT 1 FROM blob WHERE uuid=shun.uuid AND size>=0) FROM shun ORDER BY uuid")
          .executeQuery()) {
        while (row.next()) {
          String name = row.getString(1);
          if (name != null && Hash.isHash(name)) {
            shunned.add(new Shunned(new Hash(name), Instant.ofEpochSecond(row.getLong(2)), row.getBoolean(3)));
          }
        }
      }
      return shunned;
    });
  }

  /**
   * Puts names on the list, known here or not, and takes what they show out of the timeline, as stock's page does: the event, the attachments
   * of that content, and the ticket of that name. The content goes with the next rebuild.
   */
  public void add(Collection<Hash> names) {
    long now = clock.instant().getEpochSecond();
    artifacts.operate((transaction, rows) -> {
      for (Hash name : names) {
        add(transaction.session(), name.hex(), now);
      }
      return names.size();
    });
  }

  private static void add(SqlSession session, String name, long now) throws SQLException {
    session.update("INSERT OR IGNORE INTO shun(uuid, mtime) VALUES(?, ?)", name, now);
    session.update("DELETE FROM attachment WHERE src=?", name);
    session.update("DELETE FROM event WHERE objid=(SELECT rid FROM blob WHERE uuid=?)", name);
    long ticket = session.number(0, "SELECT tagid FROM tag WHERE tagname=?", "tkt-" + name);
    if (ticket != 0) {
      session.update("DELETE FROM ticket WHERE tkt_uuid=?", name);
      session.update("DELETE FROM tag WHERE tagid=?", ticket);
      session.update("DELETE FROM tagxref WHERE tagid=?", ticket);
    }
  }

  /**
   * Takes names off the list. What was removed meanwhile comes back only from another repository; what was only taken out of the timeline
   * returns with the next rebuild.
   */
  public void remove(Collection<Hash> names) {
    artifacts.operate((transaction, rows) -> {
      for (Hash name : names) {
        transaction.session().update("DELETE FROM shun WHERE uuid=?", name.hex());
      }
      return names.size();
    });
  }
}
