package io.edgesync.ops.soak;

import io.edgesync.repository.database.SqlSession;
import java.sql.SQLException;
import java.util.List;

/**
 * What holds in every state of a repository whose check-ins were each made in one transaction, have one parent each and change a file
 * each: none of the rows of a check-in is there without the others.
 */
final class WholeTransactions {

  private record Invariant(String query, long expected) {}

  private static final List<Invariant> INVARIANTS = List.of(
      // The initial check-in has no parent and no file.
      new Invariant("SELECT (SELECT count(*) FROM event WHERE type='ci') - (SELECT count(*) FROM plink)", 1),
      new Invariant("SELECT count(*) FROM event WHERE type='ci' AND objid NOT IN (SELECT mid FROM mlink)", 1),
      new Invariant("SELECT count(*) FROM mlink WHERE mid NOT IN (SELECT objid FROM event)", 0),
      new Invariant("SELECT count(*) FROM mlink WHERE fid NOT IN (SELECT rid FROM blob WHERE size>=0)", 0),
      new Invariant("SELECT count(*) FROM plink WHERE cid NOT IN (SELECT objid FROM event)", 0),
      new Invariant("SELECT count(*) FROM event WHERE type='ci'"
          + " AND objid NOT IN (SELECT rid FROM tagxref WHERE tagid=8 AND tagtype>0)", 0),
      new Invariant(
          "SELECT count(*) FROM delta WHERE rid NOT IN (SELECT rid FROM blob) OR srcid NOT IN (SELECT rid FROM blob)",
          0),
      new Invariant(
          "SELECT count(*) FROM leaf WHERE rid IN (SELECT p.pid FROM plink p JOIN tagxref a ON a.rid=p.pid AND a.tagid=8"
              + " JOIN tagxref b ON b.rid=p.cid AND b.tagid=8 AND b.value=a.value)",
          0));

  private WholeTransactions() {}

  /** @throws IllegalStateException where something is there by half */
  static void check(SqlSession session) throws SQLException {
    for (Invariant invariant : INVARIANTS) {
      long found = session.number(-1, invariant.query());
      if (found != invariant.expected()) {
        throw new IllegalStateException(
            "half of a transaction is visible: expected " + invariant.expected() + ", found "
                + found + ": " + invariant.query());
      }
    }
  }
}
