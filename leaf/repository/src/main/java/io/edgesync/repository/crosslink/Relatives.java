package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.structure.Manifest.CherryPick;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The check-ins that crosslinking compares with arriving ones: what they were made from, what was made from them and came before, and what else that
 * was made from. Reading them takes long where delta chains are, longer than a transaction should.
 */
final class Relatives {

  private static final String CHILDREN = "SELECT cid FROM plink WHERE pid=?1 UNION SELECT childid FROM cherrypick WHERE parentid=?1";

  private Relatives() {}

  /** @param arriving check-ins by name */
  static Set<Hash> of(Map<Hash, Manifest> arriving, RepositoryDatabase database) {
    Set<Hash> relatives = new LinkedHashSet<>();
    for (Manifest manifest : arriving.values()) {
      relatives.addAll(manifest.parents());
      manifest.cherryPicks().stream().filter(pick -> !pick.backedOut()).map(CherryPick::target).forEach(relatives::add);
      Hash baseline = manifest.baseline();
      if (baseline != null) {
        relatives.add(baseline);
      }
    }
    // What was made from a single one, if anything, is less than the read that finds it.
    if (arriving.size() > 1) {
      database.read(session -> {
        for (Hash name : arriving.keySet()) {
          later(session, name, relatives);
        }
        return null;
      });
    }
    relatives.removeAll(arriving.keySet());
    return relatives;
  }

  private static void later(SqlSession session, Hash name, Set<Hash> relatives) throws SQLException {
    long rid = session.number(0, "SELECT rid FROM blob WHERE uuid=?", name.hex());
    if (rid != 0) {
      relatives.addAll(session.list(row -> Columns.name(row, 1), "WITH c(rid) AS (" + CHILDREN + ")"
          + " SELECT uuid FROM blob WHERE size>=0 AND rid IN (SELECT rid FROM c UNION SELECT pid FROM plink WHERE cid IN c"
          + " UNION SELECT baseid FROM plink WHERE cid IN c UNION SELECT parentid FROM cherrypick WHERE childid IN c)",
          rid));
    }
  }
}
