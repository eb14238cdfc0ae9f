package io.edgesync.repository.database;

import java.sql.Connection;

/**
 * A write transaction that has begun: nobody else reads or writes the file meanwhile. Only valid on its thread, until it ends.
 *
 * @param session the writer connection
 */
public record Transaction(SqlSession session) {

  public Connection connection() {
    return session.connection();
  }
}
