package io.edgesync.repository.lineage;

import io.edgesync.repository.database.SqlSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Check-ins by rid, inside one transaction. */
public final class CheckinSet {

  private final SqlSession session;
  private final TreeSet<Long> rids;

  public CheckinSet(SqlSession session, Collection<Long> rids) {
    this.session = session;
    this.rids = new TreeSet<>(rids);
  }

  /** Ascending. */
  public Set<Long> rids() {
    return rids;
  }

  /** Adds everything that was made from these check-ins, merges included. */
  public void addDescendants() throws SQLException {
    Deque<Long> unseen = new ArrayDeque<>(rids);
    while (!unseen.isEmpty()) {
      for (long child : list("SELECT cid FROM plink WHERE pid=?", unseen.poll())) {
        if (rids.add(child)) {
          unseen.add(child);
        }
      }
    }
  }

  /**
   * Adds the files that the check-ins brought and the artifacts that tag them.
   *
   * @param onlyTheirOwn leaves out what check-ins outside of the set have to do with as well
   */
  public void addBelongings(boolean onlyTheirOwn) throws SQLException {
    Set<Long> files = new TreeSet<>();
    Set<Long> tags = new TreeSet<>();
    for (long rid : rids) {
      files.addAll(list("SELECT fid FROM mlink WHERE mid=? AND fid>0", rid));
      tags.addAll(list("SELECT DISTINCT srcid FROM tagxref WHERE rid=? AND srcid>0", rid));
    }
    if (onlyTheirOwn) {
      keepOwn(files, "SELECT DISTINCT mid FROM mlink WHERE fid=?");
      files.removeIf(rids::contains);
      removeAttached(files);
      keepOwnTags(tags);
    }
    rids.addAll(files);
    rids.addAll(tags);
  }

  private void keepOwn(Set<Long> candidates, String users) throws SQLException {
    for (long candidate : List.copyOf(candidates)) {
      if (!rids.containsAll(list(users, candidate))) {
        candidates.remove(candidate);
      }
    }
  }

  /** A file may be attached to a page or a ticket as well. */
  private void removeAttached(Set<Long> files) throws SQLException {
    for (long file : List.copyOf(files)) {
      if (session.any("SELECT 1 FROM attachment WHERE src=(SELECT uuid FROM blob WHERE rid=?)", file)) {
        files.remove(file);
      }
    }
  }

  /** One pass over the table, which has no index by source. */
  private void keepOwnTags(Set<Long> tags) throws SQLException {
    try (ResultSet row = session.prepare("SELECT DISTINCT srcid, rid FROM tagxref WHERE srcid>0").executeQuery()) {
      while (row.next()) {
        if (!rids.contains(row.getLong(2))) {
          tags.remove(row.getLong(1));
        }
      }
    }
  }

  private List<Long> list(String sql, long rid) throws SQLException {
    List<Long> list = new ArrayList<>();
    try (ResultSet row = session.bind(sql, rid).executeQuery()) {
      while (row.next()) {
        list.add(row.getLong(1));
      }
    }
    return list;
  }
}
