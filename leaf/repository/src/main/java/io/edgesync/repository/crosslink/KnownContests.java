package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.database.SqlSession;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of contested tags from one batch to the next: nearly always that there are none. Forgotten when anybody else wrote, when
 * a transaction was taken back, or when the tables were made anew. Used by the writer's thread only.
 */
final class KnownContests {

  private long epoch = SqlSession.NO_EPOCH;
  private long schema;
  private @Nullable TagsOnOthers onOthers;
  private @Nullable List<TagContest> contests;

  /** Forgets what may no longer be so. */
  void enter(SqlSession session) throws SQLException {
    long schemaNow = session.number(0, "PRAGMA schema_version");
    if (session.epoch() == SqlSession.NO_EPOCH || session.epoch() != epoch || schemaNow != schema) {
      onOthers = null;
      contests = null;
    }
    epoch = session.epoch();
    schema = schemaNow;
  }

  /** Tags were set, or parents were linked with children that were there before. */
  void changed() {
    contests = null;
  }

  TagsOnOthers onOthers(SqlSession session, ArtifactAccess artifacts, Tagger tagger) throws SQLException {
    if (onOthers == null) {
      onOthers = TagsOnOthers.read(session, artifacts, tagger);
    }
    return onOthers;
  }

  List<TagContest> contests(SqlSession session, TagsOnOthers known) throws SQLException {
    if (contests == null) {
      contests = known.tagIds().isEmpty()
          ? List.of()
          : new ContestFinder(known, Lineage.read(session)).find(session);
    }
    return contests;
  }
}
