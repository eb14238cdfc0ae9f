package io.edgesync.repository;

import io.edgesync.repository.artifact.SqliteArtifactStore;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * Finds news by rid: everything above the last one, and whichever of the rows that were phantoms, dangling or private at the mark are so no
 * longer. Costs a scan of {@code phantom}, {@code private} and {@code shun}, which are short, and nothing for what did not change. That
 * artifacts have gone shows in rows that are pending again, in the shun list, in the number of rows, in the last rows, and in
 * the mark that a rebuild leaves.
 */
final class SqliteChanges implements Changes {

  private static final int LAST_ROWS = 16;

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
    // The writer connection tells our own writes from others': opened after the mark, it would count as one of theirs.
    database.foreignWrites();
    return database.read(session -> {
      int[] pending = pending(session).stream().toArray();
      return new Mark(lastRid(session), pending, shape(session));
    });
  }

  private static long lastRid(SqlSession session) throws SQLException {
    return session.number(0, "SELECT max(rid) FROM blob");
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

  private static Shape shape(SqlSession session) throws SQLException {
    long rows = session.number(0, "SELECT count(*) FROM blob");
    return new Shape(session.epoch(), shunned(session), rows, lastRows(session, lastRid(session)), rebuilt(session));
  }

  private static int shunned(SqlSession session) throws SQLException {
    List<String> names = session.list(row -> String.valueOf(SqlText.get(row, 1)),
        "SELECT uuid FROM shun ORDER BY uuid");
    return Objects.hash(names, HashPolicy.shunsSha1(session));
  }

  /** More than the last one: of two clones of which one was copied over the other it may be the same, from a third. */
  private static String lastRows(SqlSession session, long rid) throws SQLException {
    return session.list(row -> SqlText.get(row, 1) + " " + row.getLong(2),
        "SELECT uuid, iif(rid=?1, rcvid, 0) FROM blob WHERE rid<=?1 ORDER BY rid DESC LIMIT " + LAST_ROWS, rid)
        .toString();
  }

  private static String rebuilt(SqlSession session) throws SQLException {
    return session.list(row -> SqlText.get(row, 1) + " " + SqlText.get(row, 2),
        "SELECT value, mtime FROM config WHERE name='rebuilt'").toString();
  }

  @Override
  public News newPublicArtifactsSince(Mark mark) {
    return database.read(session -> {
      BitSet stillPending = pending(session);
      BitSet wasPending = new BitSet();
      List<Long> candidates = new ArrayList<>();
      for (int rid : mark.pending) {
        wasPending.set(rid);
        if (!stillPending.get(rid)) {
          candidates.add((long) rid);
        }
      }
      long above = 0;
      try (ResultSet row = session.bind("SELECT rid FROM blob WHERE rid>? ORDER BY rid", mark.ridLast).executeQuery()) {
        for (; row.next(); above++) {
          if (!stillPending.get(Columns.rid(row, 1))) {
            candidates.add(row.getLong(1));
          }
        }
      }
      List<Hash> available = artifacts.available(session, candidates);
      BitSet pendingAgain = (BitSet) stillPending.clone();
      pendingAgain.andNot(wasPending);
      int first = pendingAgain.nextSetBit(0);
      boolean hasPendingAgain = first >= 0 && first <= mark.ridLast;
      Shape before = mark.shape;
      boolean isOurs = session.epoch() == before.epoch() && before.epoch() != SqlSession.NO_EPOCH;
      Shape shape = isOurs ? shapeAfter(session, before, above) : shape(session);
      boolean isWhole = !hasPendingAgain && shape.shunned() == before.shunned()
          && (isOurs || isGrown(session, mark, above, shape));
      return new News(available, new Mark(lastRid(session), stillPending.stream().toArray(), shape), isWhole);
    });
  }

  /** What this process writes only adds rows, but for operations after which the repository is looked at as if somebody else had written. */
  private static Shape shapeAfter(SqlSession session, Shape before, long above) throws SQLException {
    return new Shape(before.epoch(), shunned(session), before.rows() + above, lastRows(session, lastRid(session)),
        before.rebuilt());
  }

  private static boolean isGrown(SqlSession session, Mark mark, long above, Shape after) throws SQLException {
    Shape before = mark.shape;
    return after.rebuilt().equals(before.rebuilt()) && after.rows() == before.rows() + above
        && lastRows(session, mark.ridLast).equals(before.last());
  }
}
