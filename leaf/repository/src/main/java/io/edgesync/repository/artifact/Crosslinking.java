package io.edgesync.repository.artifact;

import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /** Reads artifacts outside of transactions; what it gives is charged to the budget until closed. */
  @FunctionalInterface
  interface Contents {
    Optional<Content> load(Hash name);
  }

  /**
   * Looks, before the transaction, at what the next batch brings: the place for whatever takes time.
   *
   * @return what the batch is going to expand, as far as it is known
   */
  default Set<Hash> lookAhead(Map<Hash, byte[]> arriving, RepositoryDatabase database, Contents contents) {
    return Set.of();
  }

  /** Begins a batch inside the write transaction that {@code session} is in. */
  Batch begin(SqlSession session, ArtifactAccess artifacts) throws SQLException;
}
