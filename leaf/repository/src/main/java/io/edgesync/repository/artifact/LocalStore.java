package io.edgesync.repository.artifact;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.List;

/** Stores what is made on this device, as stock commands do: all of it or nothing, and noted as not yet sent. */
public interface LocalStore {

  /**
   * An artifact and its name, which {@link #namesFor} computed from its content.
   *
   * @param notesUnsent whether it is noted as not yet sent: stock does for most of what it makes, not for tags and attached content
   */
  record NewArtifact(Hash name, byte[] content, boolean isPrivate, boolean notesUnsent) {}

  /** Looks at the repository inside the transaction, before anything is stored; what it throws rolls back. */
  @FunctionalInterface
  interface Guard {
    void check(SqlSession session) throws SQLException;
  }

  /**
   * What each content is called here: the name that it is known under already, where the hash policy wants that, else the one that the
   * policy gives it. Source: {@code src/content.c, content_put_ex()}.
   */
  List<Hash> namesFor(List<byte[]> contents);

  /**
   * Runs {@code guard}, stores {@code artifacts} in their order, crosslinks them, and adds those that want it to {@code unsent}, be they
   * new or not; one transaction.
   */
  void store(Provenance from, List<NewArtifact> artifacts, Guard guard);
}
