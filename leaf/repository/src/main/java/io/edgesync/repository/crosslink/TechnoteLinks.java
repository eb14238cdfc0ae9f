package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.Technote;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Technotes: of all versions only the newest has an event, at the time that the note is about. */
final class TechnoteLinks {

  static final String TAG = "event-";

  /** A row of {@code tagxref} under the tag of a technote. */
  private record Version(long rid, long source, double mtime) {}

  private final SqlSession session;
  private final KindContext context;
  private final ArtifactAccess artifacts;
  private final VersionLinks links;
  private final Tagger tagger;
  private final Events events;
  private final RebuildOrder order;
  private final Set<String> touched = new LinkedHashSet<>();

  TechnoteLinks(KindContext context) {
    this.session = context.session();
    this.context = context;
    this.artifacts = context.artifacts();
    this.links = context.versions();
    this.tagger = context.tagger();
    this.events = context.events();
    this.order = context.order();
  }

  /** To be called when the T-cards of {@code note} have been set. */
  void crosslink(long rid, Technote note) throws SQLException {
    long before = links.link(rid, note.parents(), note.julianDay());
    tagger.mark(TaggedVersion.of(note), rid);
    links.deltify(rid, before);
    touched.add(note.id());
  }

  /** Something about the versions of a technote changed. */
  void touch(String id) {
    touched.add(id);
  }

  void settle() throws SQLException {
    for (String id : touched) {
      settle(session.number(0, "SELECT tagid FROM tag WHERE tagname=?", TAG + id));
    }
    touched.clear();
  }

  private void settle(long tagId) throws SQLException {
    List<Long> shown = shown(session.list(
        row -> new Version(row.getLong(1), row.getLong(2), row.getDouble(3)),
        "SELECT rid, srcid, mtime FROM tagxref WHERE tagid=? ORDER BY mtime DESC", tagId));
    List<Long> present = session.list(
        row -> row.getLong(1),
        "SELECT objid FROM event WHERE type='e' AND tagid=?1 AND objid IN (SELECT rid FROM tagxref WHERE tagid=?1)",
        tagId);
    for (long rid : present) {
      if (!shown.contains(rid)) {
        session.update("DELETE FROM event WHERE objid=?", rid);
      }
    }
    for (long rid : shown) {
      Technote note = present.contains(rid) ? null : context.find(rid, Technote.class);
      if (note != null) {
        events.put('e', note.eventJulianDay(), rid, note.user(), note.comment());
        session.update("UPDATE event SET tagid=? WHERE objid=?", tagId, rid);
        events.index('e', rid, null);
      }
    }
  }

  /** The versions that have an event: the newest, where it tells which version came before it. */
  private List<Long> shown(List<Version> versions) throws SQLException {
    if (versions.isEmpty()) {
      return List.of();
    }
    Version newest = versions.getFirst();
    boolean isAlone = versions.size() == 1;
    if (isAlone || newest.mtime() > versions.get(1).mtime()) {
      Technote note = context.find(newest.rid(), Technote.class);
      if (note != null && (isAlone || hasBefore(note))) {
        return List.of(newest.rid());
      }
    }
    return replay(versions);
  }

  /**
   * What Fossil arrives at by going from version to version: one that nothing visited before is newer than gets an event, and takes
   * that of the others away if it is an edit.
   */
  private List<Long> replay(List<Version> versions) throws SQLException {
    List<Long> shown = new ArrayList<>();
    for (Version version : inRebuildOrder(versions)) {
      Technote note = context.find(version.rid(), Technote.class);
      if (note == null || isLaterVisited(versions, version.rid(), note.julianDay())) {
        continue;
      }
      if (hasBefore(note)) {
        shown.clear();
      }
      shown.add(version.rid());
    }
    return shown;
  }

  private List<Version> inRebuildOrder(List<Version> versions) throws SQLException {
    List<Version> sorted = new ArrayList<>();
    for (Version version : versions) {
      int at = 0;
      while (at < sorted.size() && order.isBefore(sorted.get(at).rid(), version.rid())) {
        at++;
      }
      sorted.add(at, version);
    }
    return sorted;
  }

  private boolean isLaterVisited(List<Version> versions, long rid, double julianDay) throws SQLException {
    for (Version other : versions) {
      if (other.rid() != rid && other.mtime() >= julianDay && order.isBefore(other.source(), rid)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasBefore(Technote note) throws SQLException {
    return !note.parents().isEmpty() && artifacts.ridFor(note.parents().getFirst(), false, false) != 0;
  }
}
