package io.edgesync.repository;

import io.edgesync.repository.artifact.SqliteArtifactStore;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Finds news by rid: everything above the last one, and whichever of the rows that were phantoms, dangling or private at the mark are so no
 * longer. Costs a scan of {@code phantom} and {@code private}, which are short, and nothing for what did not change.
 */
final class SqliteChanges implements Changes {

  private final RepositoryDatabase database;
  private final SqliteArtifactStore artifacts;

  SqliteChanges(RepositoryDatabase database, SqliteArtifactStore artifacts) {
    this.database = database;
    this.artifacts = artifacts;
  }

  @Override
  public long dataVersion() {
    return database.foreignWrites();
  }

  @Override
  public Mark mark() {
    return database.read(this::mark);
  }

  private Mark mark(SqlSession session) throws SQLException {
    return new Mark(session.number(0, "SELECT max(rid) FROM blob"), pending(session).stream().toArray());
  }

  private BitSet pending(SqlSession session) throws SQLException {
    BitSet pending = artifacts.dangling(session);
    for (String sql : List.of("SELECT rid FROM phantom", "SELECT rid FROM private")) {
      try (ResultSet row = session.prepare(sql).executeQuery()) {
        while (row.next()) {
          pending.set(Columns.rid(row, 1));
        }
      }
    }
    return pending;
  }

  @Override
  public News newPublicArtifactsSince(Mark mark) {
    return database.read(session -> {
      BitSet stillPending = pending(session);
      List<Long> candidates = new ArrayList<>();
      for (int rid : mark.pending) {
        if (!stillPending.get(rid)) {
          candidates.add((long) rid);
        }
      }
      try (ResultSet row = session.bind("SELECT rid FROM blob WHERE rid>? ORDER BY rid", mark.ridLast).executeQuery()) {
        while (row.next()) {
          if (!stillPending.get(Columns.rid(row, 1))) {
            candidates.add(row.getLong(1));
          }
        }
      }
      List<Hash> available = artifacts.available(session, candidates);
      Mark now = new Mark(session.number(0, "SELECT max(rid) FROM blob"), stillPending.stream().toArray());
      return new News(available, now);
    });
  }
}
