package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.structure.ControlArtifact;
import io.edgesync.repository.structure.TagChange;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Finds what has to be looked at again when an artifact became a delta: a rebuild would come to it, and to all that are deltas of it, at
 * another time.
 */
final class MovedArtifacts {

  /** Files and check-ins hang in chains of thousands, in which nothing depends on the order. */
  private static final int FOLLOWED_MAX = 100;
  private static final int NO_LIMIT = -1;

  /** {@code below}: the artifact of the first parameter and all that are deltas on it, no more than the second. */
  static final String BELOW = "WITH RECURSIVE below(rid) AS"
      + " (VALUES(?1) UNION SELECT delta.rid FROM below JOIN delta ON srcid=below.rid LIMIT ?2)";

  private static final String MOVED = BELOW + " SELECT below.rid, type FROM below LEFT JOIN event ON objid=below.rid"
      + " WHERE CASE WHEN type='ci' THEN EXISTS (SELECT 1 FROM tagxref WHERE rid=below.rid AND tagid<=" + TagId.DATE
      + " AND (tagtype=0 OR tagid IN (" + TagId.COMMENT + "," + TagId.DATE + ")))"
      + " ELSE type IS NOT NULL OR EXISTS (SELECT 1 FROM tagxref WHERE rid=below.rid AND tagid>" + TagId.NOTE + ") END";

  private record Moved(long rid, @Nullable String event) {}

  private final SqlSession session;
  private final ArtifactAccess artifacts;
  private final EventTags eventTags;

  /** Told the names of tags that gather the versions of something that moved. */
  @FunctionalInterface
  interface Gathering {
    void touch(String tag);
  }

  MovedArtifacts(SqlSession session, ArtifactAccess artifacts, EventTags eventTags) {
    this.session = session;
    this.artifacts = artifacts;
    this.eventTags = eventTags;
  }

  void moved(long rid, Gathering gathering) throws SQLException {
    if (session.any("SELECT 1 FROM event WHERE objid=? AND type='ci'", rid)) {
      eventTags.touchMoved(rid);
    }
    boolean isPlain = !session.any(
        "SELECT 1 FROM event WHERE objid=?1 AND type<>'ci' UNION ALL"
            + " SELECT 1 FROM tagxref JOIN tag USING(tagid) WHERE rid=?1"
            + " AND (tagname GLOB 'wiki-*' OR tagname GLOB 'event-*' OR tagname GLOB 'tkt-*')",
        rid);
    for (Moved moved : session.list(
        row -> new Moved(row.getLong(1), row.getString(2)), MOVED, rid, isPlain ? FOLLOWED_MAX : NO_LIMIT)) {
      eventTags.touch(moved.rid());
      session.list(
          row -> SqlText.orEmpty(row, 1),
          "SELECT tagname FROM tagxref JOIN tag USING(tagid) WHERE rid=? AND tagid>" + TagId.NOTE,
          moved.rid()).forEach(gathering::touch);
      if ("g".equals(moved.event())) {
        targets(moved.rid(), gathering);
      } else if (!"ci".equals(moved.event())) {
        inheritors(moved.rid());
        attachedTo(moved.rid(), gathering);
      }
    }
  }

  private void targets(long rid, Gathering gathering) throws SQLException {
    ControlArtifact control = artifacts.expandAs(rid, ControlArtifact.class);
    if (control != null) {
      for (TagChange tag : control.tags()) {
        gathering.touch(tag.name());
        if (tag.target() != null) {
          long target = artifacts.ridFor(tag.target(), false, false);
          eventTags.touch(target);
          inheritors(target);
        }
      }
    }
  }

  /** Those who inherited their colour together with {@code rid}, or from it. */
  private void inheritors(long rid) throws SQLException {
    session.list(
        row -> row.getLong(1),
        "SELECT rid FROM tagxref JOIN event ON objid=rid WHERE tagxref.tagid=" + TagId.BGCOLOR
            + " AND srcid=0 AND type<>'ci'"
            + " AND origid=(SELECT origid FROM tagxref WHERE tagid=" + TagId.BGCOLOR + " AND rid=?)",
        rid).forEach(eventTags::touch);
  }

  private void attachedTo(long rid, Gathering gathering) throws SQLException {
    String target = session.text("SELECT target FROM attachment WHERE attachid=?", rid);
    if (target != null) {
      gathering.touch(TechnoteLinks.TAG + target);
    }
  }
}
