package io.edgesync.repository.database;

import java.sql.Connection;

/**
 * A write transaction that has begun: nobody else reads or writes the file meanwhile. Only valid on its thread, until it ends.
 *
 * @param session      the writer connection
 * @param foreignWrite whether another program may have committed since the transaction before: what is remembered by rid, tagid or
 *                     fnid must be forgotten
 */
public record Transaction(SqlSession session, boolean foreignWrite) {

  public Connection connection() {
    return session.connection();
  }
}
