package io.edgesync.repository.artifact;

import java.sql.SQLException;
import java.util.Set;

/** The rows of artifacts inside one write transaction, for what is done to the repository itself rather than with its content. */
public interface ArtifactRows extends ArtifactAccess {

  /**
   * Makes a full text of what is stored as a delta; a full text stays as it is.
   *
   * @throws io.edgesync.repository.RepositoryException.Corrupt where it cannot be expanded
   */
  void undelta(long rid) throws SQLException;

  /** Makes full texts of the artifacts outside of {@code rids} that are deltas on artifacts in it. */
  void undeltaWhatHangsOn(Set<Long> rids) throws SQLException;

  /** Marks as private; public artifacts that are deltas on it become full texts. Returns whether it was public. */
  boolean makePrivate(long rid) throws SQLException;

  /** Takes the private mark away and offers the artifact to others; where it is a delta on a private one, it becomes a full text. */
  boolean publish(long rid) throws SQLException;

  /** Takes away content that cannot be had without what is about to go: the name is wanted again. */
  void demote(long rid) throws SQLException;
}
