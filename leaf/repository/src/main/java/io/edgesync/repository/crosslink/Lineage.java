package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.TagId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Who is whose ancestor over primary parents, as tags are inherited: a forest, in which a descendant's interval lies within its
 * ancestor's. Whoever got other parents by a tag counts as having none.
 */
final class Lineage {

  private static final int NONE = -1;

  private final long[] rids;
  private final int[] parents;
  private final int[] begins;
  private final int[] ends;

  private Lineage(long[] rids, int[] parents) {
    this.rids = rids;
    this.parents = parents;
    this.begins = new int[rids.length];
    this.ends = new int[rids.length];
    number();
  }

  static Lineage read(SqlSession session) throws SQLException {
    long[] pairs = new long[64];
    int filled = 0;
    try (ResultSet row = session.prepare(
        "SELECT cid, pid FROM plink WHERE isprim AND pid>0 AND NOT EXISTS (SELECT 1 FROM tagxref WHERE rid=cid"
            + " AND tagid=" + TagId.PARENT + ")")
        .executeQuery()) {
      while (row.next()) {
        if (filled == pairs.length) {
          pairs = Arrays.copyOf(pairs, filled * 2);
        }
        pairs[filled++] = row.getLong(1);
        pairs[filled++] = row.getLong(2);
      }
    }
    long[] rids = Arrays.stream(pairs, 0, filled).sorted().distinct().toArray();
    int[] parents = new int[rids.length];
    Arrays.fill(parents, NONE);
    for (int i = 0; i < filled; i += 2) {
      parents[Arrays.binarySearch(rids, pairs[i])] = Arrays.binarySearch(rids, pairs[i + 1]);
    }
    return new Lineage(rids, parents);
  }

  /** Numbers each before its descendants. */
  private void number() {
    int[] firstChild = new int[rids.length];
    int[] sibling = new int[rids.length];
    Arrays.fill(firstChild, NONE);
    for (int node = 0; node < rids.length; node++) {
      if (parents[node] != NONE) {
        sibling[node] = firstChild[parents[node]];
        firstChild[parents[node]] = node;
      }
    }
    int next = 0;
    for (int root = 0; root < rids.length; root++) {
      int at = parents[root] == NONE ? root : NONE;
      while (at != NONE) {
        begins[at] = ++next;
        if (firstChild[at] != NONE) {
          at = firstChild[at];
          continue;
        }
        ends[at] = next;
        while (at != root && sibling[at] == NONE) {
          at = parents[at];
          ends[at] = next;
        }
        at = at == root ? NONE : sibling[at];
      }
    }
  }

  private int at(long rid) {
    int found = Arrays.binarySearch(rids, rid);
    return found < 0 || begins[found] == 0 ? NONE : found;
  }

  /** A number that is greater than that of every ancestor; 0 for one that has neither parent nor children. */
  int begin(long rid) {
    int node = at(rid);
    return node == NONE ? 0 : begins[node];
  }

  /** The greatest number of a descendant. */
  int end(long rid) {
    int node = at(rid);
    return node == NONE ? 0 : ends[node];
  }

  /** 0 where there is none. */
  long parent(long rid) {
    int node = at(rid);
    return node == NONE || parents[node] == NONE ? 0 : rids[parents[node]];
  }
}
