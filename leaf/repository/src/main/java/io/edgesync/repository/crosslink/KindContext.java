package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.Artifact;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the classes for the kinds of artifacts share within a batch. */
record KindContext(
    SqlSession session, ArtifactAccess artifacts, Tagger tagger, Events events, RebuildOrder order,
    VersionLinks versions) {

  /** The artifact {@code rid}; {@code null} where its content is not here, or it is of another kind. */
  <T extends Artifact> @Nullable T find(long rid, Class<T> kind) throws SQLException {
    return rid == 0 ? null : artifacts.expandAs(rid, kind);
  }
}
