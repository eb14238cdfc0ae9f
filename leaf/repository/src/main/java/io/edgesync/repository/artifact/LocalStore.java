package io.edgesync.repository.artifact;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.List;

/** Stores what is made on this device, as stock commands do: all of it or nothing, and noted as not yet sent. */
public interface LocalStore {

  /** An artifact and its name, which was computed from its content. */
  record NewArtifact(Hash name, byte[] content, boolean isPrivate) {}

  /** Looks at the repository inside the transaction, before anything is stored; what it throws rolls back. */
  @FunctionalInterface
  interface Guard {
    void check(SqlSession session) throws SQLException;
  }

  /**
   * Runs {@code guard}, stores {@code artifacts} in their order, crosslinks them, and adds those that were not here yet to {@code
   * unsent}; one transaction.
   */
  void store(Provenance from, List<NewArtifact> artifacts, Guard guard);
}
