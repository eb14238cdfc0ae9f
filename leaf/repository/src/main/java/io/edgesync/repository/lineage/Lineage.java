package io.edgesync.repository.lineage;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How check-ins descend from each other. Each answer is of one moment; its cost follows its size. Callable from any thread. */
public final class Lineage {

  private static final int FROM_FIRST = 1;
  private static final int FROM_SECOND = 2;
  private static final int FROM_BOTH = 3;

  /** Whether merges count as descent. */
  public enum Links {
    /** The first parent of each check-in. */
    PRIMARY(" AND isprim"),
    /** Merged parents too; picking a single change is no descent. */
    ALL("");

    private final String condition;

    Links(String condition) {
      this.condition = condition;
    }
  }

  private record Step(long rid, double day) {}

  private final RepositoryDatabase database;

  public Lineage(RepositoryDatabase database) {
    this.database = database;
  }

  /**
   * The check-in and its ancestors, youngest first.
   *
   * @param max how many, the check-in itself included
   * @throws RepositoryException.Refused where {@code checkin} is no check-in that is here
   */
  public List<Hash> ancestors(Hash checkin, Links links, int max) {
    return database.read(session -> {
      List<Hash> found = new ArrayList<>();
      AncestorWalk walk = new AncestorWalk(session, rid(session, checkin), links == Links.PRIMARY);
      for (long rid = 1; found.size() < max && rid != 0;) {
        rid = walk.next();
        if (rid != 0) {
          found.add(named(session, rid));
        }
      }
      return found;
    });
  }

  /**
   * The check-in and its descendants, oldest first.
   *
   * @param max how many, the check-in itself included
   * @throws RepositoryException.Refused where {@code checkin} is no check-in that is here
   */
  public List<Hash> descendants(Hash checkin, Links links, int max) {
    return database.read(session -> {
      List<Hash> found = new ArrayList<>();
      PriorityQueue<Step> pending = new PriorityQueue<>(
          (a, b) -> a.day() != b.day() ? Double.compare(a.day(), b.day()) : Long.compare(a.rid(), b.rid()));
      Set<Long> seen = new HashSet<>();
      pending.add(new Step(rid(session, checkin), 0));
      while (found.size() < max && !pending.isEmpty()) {
        Step step = pending.remove();
        if (!seen.add(step.rid())) {
          continue;
        }
        found.add(named(session, step.rid()));
        for (Step child : steps(session, "SELECT cid, mtime FROM plink WHERE pid=?" + links.condition, step.rid())) {
          if (!seen.contains(child.rid())) {
            pending.add(child);
          }
        }
      }
      return found;
    });
  }

  /** Whether {@code ancestor} is {@code checkin} or one of its ancestors. */
  public boolean isAncestor(Hash ancestor, Hash checkin, Links links) {
    return database.read(session -> {
      long wanted = rid(session, ancestor);
      AncestorWalk walk = new AncestorWalk(session, rid(session, checkin), links == Links.PRIMARY);
      long rid = walk.next();
      while (rid != 0 && rid != wanted) {
        rid = walk.next();
      }
      return rid != 0;
    });
  }

  /**
   * The youngest check-in that both descend from, as {@code fossil merge-base} tells it; one of them where it is the other's ancestor.
   * Source: Fossil {@code src/pivot.c}.
   */
  public Optional<Hash> commonAncestor(Hash first, Hash second, Links links) {
    return Optional.ofNullable(database.<@Nullable Hash>read(session -> {
      long a = rid(session, first);
      long b = rid(session, second);
      long rid = a == b ? a : pivot(session, a, b, links);
      return rid == 0 ? null : named(session, rid);
    }));
  }

  private static long pivot(SqlSession session, long a, long b, Links links) throws SQLException {
    Map<Long, Integer> from = new HashMap<>(Map.of(a, FROM_FIRST, b, FROM_SECOND));
    PriorityQueue<Step> pending = new PriorityQueue<>((x, y) -> Double.compare(y.day(), x.day()));
    for (long rid : List.of(a, b)) {
      pending.addAll(steps(session, "SELECT objid, mtime FROM event WHERE objid=?", rid));
    }
    while (!pending.isEmpty()) {
      long rid = pending.remove().rid();
      int sides = from.getOrDefault(rid, 0);
      if (sides == FROM_BOTH || hasChildOfOther(session, rid, sides, from, links)) {
        return rid;
      }
      for (Step parent : steps(session, "SELECT pid, coalesce(mtime, 0) FROM (SELECT pid FROM plink WHERE cid=?"
          + links.condition + ") LEFT JOIN event ON objid=pid", rid)) {
        int known = from.getOrDefault(parent.rid(), 0);
        if ((known | sides) != known) {
          from.put(parent.rid(), known | sides);
          pending.add(parent);
        }
      }
    }
    return 0;
  }

  /** Dates may lie: a child that is met later, because it says that it is older, may come from the other side. */
  private static boolean hasChildOfOther(SqlSession session, long rid, int sides, Map<Long, Integer> from, Links links)
      throws SQLException {
    for (Step child : steps(session, "SELECT cid, 0 FROM plink WHERE pid=?" + links.condition, rid)) {
      if ((from.getOrDefault(child.rid(), 0) | sides) == FROM_BOTH) {
        return true;
      }
    }
    return false;
  }

  private static List<Step> steps(SqlSession session, String sql, long rid) throws SQLException {
    List<Step> steps = new ArrayList<>();
    try (ResultSet row = session.bind(sql, rid).executeQuery()) {
      while (row.next()) {
        steps.add(new Step(row.getLong(1), row.getDouble(2)));
      }
    }
    return steps;
  }

  private static long rid(SqlSession session, Hash checkin) throws SQLException {
    long rid = session.number(0, "SELECT rid FROM blob CROSS JOIN event ON objid=rid WHERE uuid=? AND type='ci'",
        checkin.hex());
    if (rid == 0) {
      throw new RepositoryException.Refused(checkin + ": expected a check-in that is in this repository");
    }
    return rid;
  }

  private static Hash named(SqlSession session, long rid) throws SQLException {
    Hash name = Columns.nameOf(session, rid);
    if (name == null) {
      throw new RepositoryException.Corrupt("table plink", "names artifact number " + rid + ", which is not there",
          null);
    }
    return name;
  }
}
