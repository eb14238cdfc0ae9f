package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.structure.JulianDay;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets tags with all that follows from the predefined ones (Fossil {@code src/tag.c, tag_insert()}). */
final class Tagger {

  private final SqlSession session;
  private final LeafChecks leaves;
  private final EventTags eventTags;
  private final SqlTagGraph graph;
  private final TagPropagation propagation;
  private final boolean isActive;
  private final Map<String, Integer> tagIds = new HashMap<>();

  /** What a {@code parent} tag asks for. */
  @FunctionalInterface
  interface Reparenting {
    void reparent(long rid, String value) throws SQLException;
  }

  /** @param isActive whether tags are set and inherited; otherwise they are there already */
  Tagger(SqlSession session, LeafChecks leaves, EventTags eventTags, boolean isActive) {
    this.isActive = isActive;
    this.session = session;
    this.leaves = leaves;
    this.eventTags = eventTags;
    this.graph = new SqlTagGraph(session, leaves, eventTags);
    this.propagation = TagPropagation.ofArrivals(graph);
  }

  int tagId(String name) throws SQLException {
    Integer known = tagIds.get(name);
    if (known != null) {
      return known;
    }
    int id = (int) session.number(0, "SELECT tagid FROM tag WHERE tagname=?", name);
    if (id == 0) {
      session.update("INSERT INTO tag(tagname) VALUES(?)", name);
      id = (int) session.number(0, "SELECT tagid FROM tag WHERE tagname=?", name);
    }
    tagIds.put(name, id);
    return id;
  }

  void insert(
      String name, int tagType, @Nullable String value, long source, double mtime, long target, Reparenting reparenting)
      throws SQLException {
    if (!isActive) {
      return;
    }
    int tagId = tagId(name);
    propagation.insert(
        new TagRow(tagId, tagType, source, target, value, mtime, target), row -> apply(row, reparenting));
  }

  /** Sets the tag that gathers versions, or changes, on one of them. */
  void mark(TaggedVersion version, long rid) throws SQLException {
    String name = version.gathering();
    if (name != null) {
      insert(name, 1, version.value(), rid, version.julianDay(), rid, (other, parents) -> {
        throw new IllegalStateException(name);
      });
    }
  }

  /** The row of a tag as it is now. */
  @Nullable
  TagRow find(long rid, int tagId) throws SQLException {
    return graph.find(rid, tagId);
  }

  /** Gives {@code rid} the row that the order of a rebuild asks for, or none, with what follows for it and its descendants. */
  void decide(long rid, int tagId, @Nullable TagRow row) throws SQLException {
    if (row == null) {
      graph.remove(rid, tagId);
    } else {
      graph.put(row);
    }
    if (row != null && row.sourceRid() != 0) {
      apply(row, (other, parents) -> {
        throw new IllegalStateException("parents are never decided anew");
      });
    } else {
      eventTags.withdrawn(rid, tagId);
      graph.propagated(rid, tagId, row == null ? null : row.value());
    }
    propagation.inheritAnew(rid, tagId);
  }

  private void apply(TagRow row, Reparenting reparenting) throws SQLException {
    long target = row.rid();
    String effective = row.tagType() == 0 ? null : row.value();
    if (row.tagId() <= TagId.DATE) {
      eventTags.touch(target);
    }
    switch (row.tagId()) {
      case TagId.BGCOLOR -> session.update("UPDATE event SET bgcolor=? WHERE objid=?", effective, target);
      case TagId.COMMENT -> {
        session.update("UPDATE event SET ecomment=? WHERE objid=?", effective, target);
        BacklinkTable.replace(session, BacklinkTable.COMMENT, target, row.mtime(), eventTags.references(effective));
      }
      case TagId.USER -> session.update("UPDATE event SET euser=? WHERE objid=?", effective, target);
      case TagId.PRIVATE -> session.update("INSERT OR IGNORE INTO private(rid) VALUES(?)", target);
      case TagId.DATE ->
        session.update(
            "UPDATE event SET mtime=?, omtime=coalesce(omtime,mtime) WHERE objid=?", julianDay(effective), target);
      case TagId.BRANCH -> leaves.check(target);
      case TagId.PARENT -> {
        if (row.tagType() == 1 && effective != null) {
          reparenting.reparent(target, effective);
        }
      }
      default -> {
        // other tags act through their row alone
      }
    }
  }

  void propagateAll(long parent) throws SQLException {
    if (isActive) {
      propagation.propagateAll(parent);
    }
  }

  /** As SQLite's {@code julianday(value)}. */
  static @Nullable Double julianDay(@Nullable String value) {
    double day = value == null ? Double.NaN : JulianDay.parse(value);
    return Double.isNaN(day) ? null : day;
  }
}
