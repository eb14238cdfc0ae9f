package io.edgesync.repository.artifact;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists of names, read in parts, so that no read transaction is long. */
record NameLists(StorageContext context) {

  private static final int PART = 5_000;
  private static final int INDEX_PART = 20_000;

  private static final int PREFIXES = 2_000;

  static final String NOT_SHUNNED = " AND NOT EXISTS (SELECT 1 FROM shun WHERE uuid=b.uuid)";
  static final String NOT_PRIVATE = " AND NOT EXISTS (SELECT 1 FROM private WHERE rid=b.rid)";

  private record Part(List<Hash> names, long last) {}

  /**
   * Gives every public, held, unshunned name from {@code from} on and before {@code before}, by the index of names alone: the table itself
   * is as large as the file.
   */
  void forEachPublic(String from, @Nullable String before, Consumer<Hash> consumer) {
    // Without an end there is no upper bound at all: a name that is none must not go unnoticed.
    String sql = "SELECT b.uuid, b.rid FROM blob b WHERE b.uuid>=?" + (before == null ? "" : " AND b.uuid<?")
        + " AND NOT EXISTS (SELECT 1 FROM phantom WHERE rid=b.rid)" + NOT_SHUNNED + NOT_PRIVATE
        + " ORDER BY b.uuid LIMIT " + INDEX_PART;
    for (String last = from; last != null;) {
      String after = last;
      List<Hash> names = new ArrayList<>();
      last = context.database().read(session -> {
        BitSet dangling = dangling(session);
        boolean takesSha1 = !HashPolicy.shunsSha1(session);
        int rows = 0;
        String uuid = null;
        PreparedStatement query = before == null ? session.bind(sql, after) : session.bind(sql, after, before);
        try (ResultSet row = query.executeQuery()) {
          for (; row.next(); rows++) {
            Hash name = Columns.name(row, 1);
            // No name lies between.
            uuid = name.hex() + "0";
            if (!dangling.get(Columns.rid(row, 2)) && (takesSha1 || name.algorithm() != HashAlgorithm.SHA1)) {
              names.add(name);
            }
          }
        }
        return rows < INDEX_PART ? null : uuid;
      });
      names.forEach(consumer);
    }
  }

  /** Gives every public, held, unshunned name that begins with one of these digits, by the index of names. */
  void forEachPublic(Collection<String> prefixes, Consumer<Hash> consumer) {
    List<String> sorted = prefixes.stream().distinct().sorted().toList();
    for (int from = 0; from < sorted.size(); from += PREFIXES) {
      List<String> part = sorted.subList(from, Math.min(from + PREFIXES, sorted.size()));
      List<Hash> names = context.database().read(session -> {
        BitSet dangling = dangling(session);
        boolean takesSha1 = !HashPolicy.shunsSha1(session);
        List<Hash> found = new ArrayList<>(part.size());
        // No digit is above f.
        try (ResultSet row = session.bind("SELECT b.uuid, b.rid FROM json_each(?) j CROSS JOIN blob b"
            + " WHERE b.uuid>=j.value AND b.uuid<j.value||'g' AND NOT EXISTS (SELECT 1 FROM phantom WHERE rid=b.rid)"
            + NOT_SHUNNED + NOT_PRIVATE, part.stream().collect(Collectors.joining("\",\"", "[\"", "\"]")))
            .executeQuery()) {
          while (row.next()) {
            Hash name = Columns.name(row, 1);
            if (!dangling.get(Columns.rid(row, 2)) && (takesSha1 || name.algorithm() != HashAlgorithm.SHA1)) {
              found.add(name);
            }
          }
        }
        return found;
      });
      names.forEach(consumer);
    }
  }

  /** Rids whose delta chain ends in a phantom. */
  static BitSet dangling(SqlSession session) throws SQLException {
    BitSet dangling = new BitSet();
    try (ResultSet row = session.prepare("WITH RECURSIVE d(rid) AS (SELECT delta.rid FROM phantom"
        + " CROSS JOIN delta ON delta.srcid=phantom.rid UNION"
        + " SELECT delta.rid FROM d CROSS JOIN delta ON delta.srcid=d.rid) SELECT rid FROM d").executeQuery()) {
      while (row.next()) {
        dangling.set(Columns.rid(row, 1));
      }
    }
    return dangling;
  }

  /**
   * Gives the names of held artifacts whose rids are in {@code table}, ascending.
   *
   * @param condition further terms on {@code blob b}, each beginning with AND
   */
  void forEachHeld(String table, String condition, Consumer<Hash> consumer) {
    String sql = "SELECT b.rid, b.uuid FROM " + table
        + " t CROSS JOIN blob b ON b.rid=t.rid WHERE t.rid>? AND b.size>=0"
        + condition + " ORDER BY t.rid LIMIT " + PART;
    for (long last = 0; last >= 0;) {
      long after = last;
      Part part = context.database().read(session -> {
        Blobs blobs = context.blobs(session);
        List<Long> rids = new ArrayList<>();
        List<Hash> names = new ArrayList<>();
        try (ResultSet row = session.bind(sql, after).executeQuery()) {
          while (row.next()) {
            rids.add(row.getLong(1));
            names.add(Columns.name(row, 2));
          }
        }
        return new Part(available(blobs, rids, names), rids.size() < PART ? -1 : rids.getLast());
      });
      part.names().forEach(consumer);
      last = part.last();
    }
  }

  private static List<Hash> available(Blobs blobs, List<Long> rids, List<Hash> names) throws SQLException {
    // Without phantoms nothing dangles, and no chain has to be walked.
    if (!blobs.session().any("SELECT 1 FROM phantom LIMIT 1")) {
      return names;
    }
    List<Hash> held = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      if (blobs.isAvailable(rids.get(i))) {
        held.add(names.get(i));
      }
    }
    return held;
  }

  List<Hash> held(String table, String condition) {
    List<Hash> names = new ArrayList<>();
    forEachHeld(table, condition, names::add);
    return names;
  }

  List<Hash> phantoms(int max, boolean includePrivate) {
    String sql = "SELECT b.uuid FROM phantom t CROSS JOIN blob b ON b.rid=t.rid WHERE b.size<0" + NOT_SHUNNED
        + (includePrivate ? "" : NOT_PRIVATE) + " ORDER BY t.rid LIMIT ?";
    return context.database().read(session -> {
      List<Hash> names = new ArrayList<>();
      try (ResultSet row = session.bind(sql, max).executeQuery()) {
        while (row.next()) {
          names.add(Columns.name(row, 1));
        }
      }
      return names;
    });
  }
}
