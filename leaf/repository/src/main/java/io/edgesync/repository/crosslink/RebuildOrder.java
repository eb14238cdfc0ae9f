package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The order in which {@code fossil rebuild} would visit artifacts: full texts by rid, each followed, depth first, by what is stored as
 * a delta of it. Some of what Fossil derives depends on it, and has to be the same whatever came here first. Not foreseen are deltas
 * that the rebuild itself makes on its way. Source: Fossil {@code src/rebuild.c, rebuild_step()}, {@code src/bag.c}.
 */
final class RebuildOrder {

  private static final int BAG_HASH = 101;
  private static final int BAG_GROWTH = 20;

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
    List<Long> siblings = inBagOrder(
        session.list(row -> row.getLong(1), "SELECT rid FROM delta WHERE srcid=? ORDER BY rid", one.get(fork - 1)));
    return Integer.compare(siblings.indexOf(one.get(fork)), siblings.indexOf(other.get(fork)));
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

  /** The deltas of one source in the order in which Fossil's hash set gives them back. */
  static List<Long> inBagOrder(List<Long> inserted) {
    long[] table = new long[0];
    int used = 0;
    for (long element : inserted) {
      if (used + 1 >= table.length / 2) {
        long[] larger = new long[table.length * 2 + BAG_GROWTH];
        for (long moved : table) {
          if (moved != 0) {
            place(larger, moved);
          }
        }
        table = larger;
      }
      place(table, element);
      used++;
    }
    List<Long> order = new ArrayList<>(inserted.size());
    for (long element : table) {
      if (element != 0) {
        order.add(element);
      }
    }
    return order;
  }

  private static void place(long[] table, long element) {
    int slot = (int) (element * BAG_HASH % table.length);
    while (table[slot] != 0) {
      slot = slot + 1 == table.length ? 0 : slot + 1;
    }
    table[slot] = element;
  }
}
