package io.edgesync.repository.crosslink;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How tags get onto artifacts and their descendants (Fossil {@code src/tag.c, tag_insert(), tag_propagate()}).
 *
 * <p>For artifacts that {@linkplain #ofArrivals arrive} a tag set on an artifact itself stays against a propagated one, also when the
 * propagated one is younger and came first; which of the two it is to be is decided at the end of the batch, by {@link TagDecisions}. A
 * {@linkplain #ofRebuild rebuild}, which visits artifacts as Fossil's does, follows Fossil's rule to the letter: of two tags the younger
 * stays, of equally old ones the first.
 */
public final class TagPropagation {

  /** No row was replaced: no origin has this rid. */
  private static final long NONE = 0;

  private final TagGraph graph;
  private final boolean orderCounts;

  private TagPropagation(TagGraph graph, boolean orderCounts) {
    this.graph = graph;
    this.orderCounts = orderCounts;
  }

  /** For artifacts in the order in which they happen to come. */
  public static TagPropagation ofArrivals(TagGraph graph) {
    return new TagPropagation(graph, false);
  }

  /** For artifacts in the order in which {@code fossil rebuild} visits them. */
  public static TagPropagation ofRebuild(TagGraph graph) {
    return new TagPropagation(graph, true);
  }

  /** Does what a tag means for the artifact that carries it, between storing it and propagating it. */
  @FunctionalInterface
  public interface Effect {
    void apply(TagRow row) throws SQLException;
  }

  /**
   * Stores {@code row}, whose origin is its own rid, unless one is there that stays; applies {@code effect} and carries the tag, or its
   * end, to the descendants.
   *
   * @return whether it was stored
   */
  public boolean insert(TagRow row, Effect effect) throws SQLException {
    TagRow present = graph.find(row.rid(), row.tagId());
    if (present != null && stays(present, row)) {
      return false;
    }
    graph.put(row);
    effect.apply(row);
    long replaced = present == null || orderCounts ? NONE : present.originRid();
    String value = row.tagType() == 0 ? null : row.value();
    propagate(row.rid(), row.tagId(), row.tagType() == 2, row.rid(), value, row.mtime(), replaced);
    return true;
  }

  private boolean stays(TagRow present, TagRow other) throws SQLException {
    if (orderCounts) {
      return present.mtime() >= other.mtime();
    }
    return present.sourceRid() != 0 && (present.mtime() > other.mtime()
        || (present.mtime() == other.mtime() && graph.isMetFirst(present, other)));
  }

  /** Carries all tags of {@code parent} to its descendants: how a new check-in inherits. */
  public void propagateAll(long parent) throws SQLException {
    for (TagRow row : graph.all(parent)) {
      propagate(parent, row.tagId(), row.tagType() == 2, row.originRid(), row.value(), row.mtime(), NONE);
    }
  }

  /** Makes what the descendants of {@code from} inherit follow its row, whatever they had before; own tags end it, as always. */
  void inheritAnew(long from, int tagId) throws SQLException {
    TagRow row = graph.find(from, tagId);
    boolean setting = row != null && row.tagType() == 2;
    Deque<Long> pending = new ArrayDeque<>(List.of(from));
    while (!pending.isEmpty()) {
      for (TagGraph.Child child : graph.primaryChildren(pending.pop())) {
        TagRow present = graph.find(child.rid(), tagId);
        TagRow inherited = row == null || !setting
            ? null
            : new TagRow(tagId, 2, 0, row.originRid(), row.value(), row.mtime(), child.rid());
        if ((present == null || present.sourceRid() == 0) && !Objects.equals(present, inherited)) {
          if (inherited == null) {
            graph.remove(child.rid(), tagId);
          } else {
            graph.put(inherited);
          }
          graph.propagated(child.rid(), tagId, inherited == null ? null : inherited.value());
          pending.push(child.rid());
        }
      }
    }
  }

  private void propagate(
      long from, int tagId, boolean setting, long origin, @Nullable String value, double mtime, long replaced)
      throws SQLException {
    Collection<Long> reached = graph.reached(from, new TagGraph.Reach(tagId, setting, mtime, replaced));
    if (setting) {
      graph.putAll(new TagRow(tagId, 2, 0, origin, value, mtime, from), reached);
    }
    for (long rid : reached) {
      if (!setting) {
        graph.remove(rid, tagId);
      }
      graph.propagated(rid, tagId, setting ? value : null);
    }
  }
}
