package io.edgesync.repository.artifact;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Derives tables from artifacts as they become available; how the writer calls the crosslinker without knowing it.
 */
@FunctionalInterface
public interface Crosslinking {

  /** The artifacts of one transaction. */
  interface Batch {
    /** {@code content}, whose hash was verified, became available as {@code rid}. Not called for the same rid twice in a batch. */
    void artifactAvailable(long rid, byte[] content) throws SQLException;

    /** {@code rid}, crosslinked before, is stored as a delta now: a rebuild would come to it at another time. */
    void movedBelowAnother(long rid) throws SQLException;

    /** Called once, just before COMMIT: leaf checks and whatever waits for the end of a batch. */
    void end() throws SQLException;
  }

  /** Begins a batch inside a write transaction that is open on {@code connection}. */
  Batch begin(Connection connection, ArtifactAccess artifacts) throws SQLException;
}
