package io.edgesync.repository.artifact;

import io.edgesync.repository.structure.Artifact;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts by rid, inside one write transaction: what crosslinking needs of storage. Only valid on the thread and for the duration of
 * that transaction.
 */
public interface ArtifactAccess {

  /**
   * The rid of {@code name}; 0 where it is unknown and {@code createPhantom} is false, or must not become known because it is shunned
   * or refused by hash policy. A phantom that is created for a private artifact is private.
   */
  long ridFor(Hash name, boolean createPhantom, boolean isPrivate) throws SQLException;

  /** The name of a rid, null where there is none. */
  @Nullable
  Hash nameOf(long rid) throws SQLException;

  /** Whether the content of {@code rid} can be had: its delta chain ends in a full text. */
  boolean isAvailable(long rid) throws SQLException;

  /**
   * The content of {@code rid}, null where it is not available. Must not be changed: it may be shared with a cache.
   */
  byte @Nullable [] expand(long rid) throws SQLException;

  /** The artifact that {@code rid} is; {@code null} where its content is not available, or is of another kind. */
  default <T extends Artifact> @Nullable T expandAs(long rid, Class<T> kind) throws SQLException {
    byte[] content = expand(rid);
    return content == null ? null : ArtifactParser.parseAs(content, kind);
  }

  boolean isPrivate(long rid) throws SQLException;

  /**
   * Asks that {@code rid} become a delta of {@code source} where that saves space, by the rules of {@code src/content.c,
   * content_deltify()}. Done at the end of this transaction or, since making deltas takes time, in one of its own; so nothing may rely on it.
   */
  void deltify(long rid, long source) throws SQLException;
}
