package io.edgesync.repository.artifact;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.JulianDay;
import java.sql.SQLException;
import java.time.Instant;

/** The table {@code rcvfrom}: one row for each transaction that adds content. Source: Fossil {@code src/content.c, content_rcvid_init()}. */
public final class Receipts {

  private static final String INSERT = "INSERT OR IGNORE INTO rcvfrom(uid, mtime, nonce, ipaddr) VALUES(?, ?, ?, ?)";

  private Receipts() {}

  /** Enters a new row into the write transaction of {@code session} and gives its rcvid. */
  public static long enter(SqlSession session, Provenance from, Instant now) throws SQLException {
    double mtime = JulianDay.of(now);
    String login = from.login();
    long uid = login == null ? 0 : session.number(0, "SELECT uid FROM user WHERE login=?", login);
    if (session.update(INSERT, uid, mtime, from.nonce(), from.address()) == 0) {
      // The nonce stands there from an earlier transaction of the same round.
      session.update(INSERT, uid, mtime, null, from.address());
    }
    return session.number(0, "SELECT last_insert_rowid()");
  }
}
