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
  private @Nullable Lineage lineage;

  /**
   * Forgets what may no longer be so.
   *
   * @return whether it still is, so that the contests were decided as they were at the end of the batch before
   */
  boolean enter(SqlSession session) throws SQLException {
    long schemaNow = session.number(0, "PRAGMA schema_version");
    boolean isKnown = session.epoch() != SqlSession.NO_EPOCH && session.epoch() == epoch && schemaNow == schema;
    if (!isKnown) {
      onOthers = null;
      contests = null;
      lineage = null;
    }
    epoch = session.epoch();
    schema = schemaNow;
    return isKnown;
  }

  /** Tags were set, or parents were linked with children that were there before. */
  void changed() {
    contests = null;
  }

  /** Somebody got parents. */
  void linked() {
    lineage = null;
  }

  TagsOnOthers onOthers(SqlSession session, ArtifactAccess artifacts, Tagger tagger) throws SQLException {
    if (onOthers == null) {
      onOthers = TagsOnOthers.read(session, artifacts, tagger);
    }
    return onOthers;
  }

  List<TagContest> contests(SqlSession session, TagsOnOthers known) throws SQLException {
    if (contests == null && known.tagIds().isEmpty()) {
      contests = List.of();
    }
    if (contests == null) {
      Lineage here = lineage == null ? Lineage.read(session) : lineage;
      lineage = here;
      contests = new ContestFinder(known, here).find(session);
    }
    return contests;
  }
}
