package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The order in which {@code fossil rebuild} would visit artifacts: full texts by rid, each followed, depth first, by what is stored as
 * a delta of it. Some of what Fossil derives depends on it, and has to be the same whatever came here first. Not foreseen are deltas
 * that the rebuild itself makes on its way. Source: Fossil {@code src/rebuild.c, rebuild_step()}, {@code src/bag.c}.
 */
final class RebuildOrder {

  /** How far a chain is followed at once; most end soon, or soon meet another one. */
  private static final int REACH_FIRST = 8;
  private static final int REACH_MAX = 4096;

  private static final String UP = "WITH RECURSIVE path(rid) AS (VALUES(?1) UNION SELECT srcid FROM path CROSS JOIN"
      + " delta USING(rid) LIMIT ?2) SELECT rid FROM path";

  private final SqlSession session;

  RebuildOrder(SqlSession session) {
    this.session = session;
  }

  /** Whether {@code first} is visited before {@code second}; of two that are the same, neither is. */
  boolean isBefore(long first, long second) throws SQLException {
    return compare(first, second) < 0;
  }

  int compare(long first, long second) throws SQLException {
    if (first == second) {
      return 0;
    }
    List<Long> one = pathTo(first);
    List<Long> other = pathTo(second);
    int fork = 0;
    while (fork < one.size() && fork < other.size() && one.get(fork).equals(other.get(fork))) {
      fork++;
    }
    if (fork == one.size()) {
      return -1;
    }
    if (fork == other.size()) {
      return 1;
    }
    if (fork == 0) {
      return Long.compare(one.getFirst(), other.getFirst());
    }
    long[] siblings = deltasOf(one.get(fork - 1));
    return Integer.compare(indexOf(siblings, one.get(fork)), indexOf(siblings, other.get(fork)));
  }

  private static int indexOf(long[] all, long one) {
    int at = 0;
    while (all[at] != one) {
      at++;
    }
    return at;
  }

  /** The full text with which a rebuild comes to {@code rid}. */
  long root(long rid) throws SQLException {
    return pathTo(rid).getFirst();
  }

  /** From the full text down to {@code rid}. */
  private List<Long> pathTo(long rid) throws SQLException {
    // One query, because chains of manifests are thousands long; UNION ends one that runs in a circle.
    List<Long> path = session.list(
        row -> row.getLong(1),
        "WITH RECURSIVE path(rid) AS (VALUES(?) UNION SELECT srcid FROM path CROSS JOIN delta USING(rid))"
            + " SELECT rid FROM path",
        rid);
    return path.reversed();
  }

  /** {@code rids} in the order in which they are visited; those whose deltas run in a circle are left out. */
  List<Long> inOrder(Set<Long> rids) throws SQLException {
    Set<Long> met = new HashSet<>();
    Map<Long, List<Long>> below = new HashMap<>();
    TreeSet<Long> roots = new TreeSet<>();
    for (long rid : new TreeSet<>(rids)) {
      climb(rid, met, below, roots);
    }
    List<Long> order = new ArrayList<>();
    Deque<Long> pending = new ArrayDeque<>(roots);
    while (!pending.isEmpty()) {
      long rid = pending.pop();
      if (rids.contains(rid)) {
        order.add(rid);
      }
      List<Long> deltas = below.getOrDefault(rid, List.of());
      for (long delta : (deltas.size() < 2 ? deltas : visited(rid, deltas)).reversed()) {
        pending.push(delta);
      }
    }
    return order;
  }

  /** Notes the way up from {@code rid}, as far as it is not known; a chain that runs in a circle has no root. */
  private void climb(long rid, Set<Long> met, Map<Long, List<Long>> below, Set<Long> roots) throws SQLException {
    int reach = REACH_FIRST;
    long at = rid;
    while (met.add(at)) {
      List<Long> up = session.list(row -> row.getLong(1), UP, at, reach);
      for (long source : up.subList(1, up.size())) {
        below.computeIfAbsent(source, key -> new ArrayList<>(1)).add(at);
        at = source;
        if (!met.add(at)) {
          return;
        }
      }
      if (up.size() < reach) {
        if (!session.any("SELECT 1 FROM delta WHERE rid=?", at)) {
          roots.add(at);
        }
        return;
      }
      met.remove(at);
      reach = Math.min(reach * 2, REACH_MAX);
    }
  }

  private List<Long> visited(long source, List<Long> some) throws SQLException {
    Set<Long> wanted = new HashSet<>(some);
    List<Long> order = new ArrayList<>();
    for (long delta : deltasOf(source)) {
      if (wanted.contains(delta)) {
        order.add(delta);
      }
    }
    return order;
  }

  /** The deltas of one source in the order in which a rebuild goes into them. */
  private long[] deltasOf(long source) throws SQLException {
    return BagOrder.of(session.list(row -> row.getLong(1), "SELECT rid FROM delta WHERE srcid=? ORDER BY rid", source)
        .stream().mapToLong(Long::longValue).toArray());
  }
}
