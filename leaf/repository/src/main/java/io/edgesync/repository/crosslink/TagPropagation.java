package io.edgesync.repository.crosslink;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * How tags get onto artifacts and their descendants (Fossil {@code src/tag.c, tag_insert(), tag_propagate()}).
 *
 * <p>In one point the result is made independent of the order of arrival, where Fossil's is not: a tag set on an artifact
 * itself always wins against a propagated one, also when the propagated one is younger and came first. That is what Fossil
 * has when artifacts come in the order in which they were made.
 */
public final class TagPropagation {

  /** No row was replaced: no origin has this rid. */
  private static final long NONE = 0;

  private final TagGraph graph;

  public TagPropagation(TagGraph graph) {
    this.graph = graph;
  }

  /** Does what a tag means for the artifact that carries it, between storing it and propagating it. */
  @FunctionalInterface
  public interface Effect {
    void apply(TagRow row) throws SQLException;
  }

  /**
   * Stores {@code row}, whose origin is its own rid, unless one set on the artifact itself is there that is younger, or as old and met first; applies
   * {@code effect} and carries the tag, or its end, to the descendants.
   *
   * @return whether it was stored
   */
  public boolean insert(TagRow row, Effect effect) throws SQLException {
    TagRow present = graph.find(row.rid(), row.tagId());
    boolean isOwn = present != null && present.sourceRid() != 0;
    if (present != null && isOwn && (present.mtime() > row.mtime()
        || (present.mtime() == row.mtime() && graph.isMetFirst(present, row)))) {
      return false;
    }
    graph.put(row);
    effect.apply(row);
    long replaced = present == null ? NONE : present.originRid();
    String value = row.tagType() == 0 ? null : row.value();
    propagate(row.rid(), row.tagId(), row.tagType() == 2, row.rid(), value, row.mtime(), replaced);
    return true;
  }

  /** Carries all tags of {@code parent} to its descendants: how a new check-in inherits. */
  public void propagateAll(long parent) throws SQLException {
    for (TagRow row : graph.all(parent)) {
      propagate(parent, row.tagId(), row.tagType() == 2, row.originRid(), row.value(), row.mtime(), NONE);
    }
  }

  private void propagate(
      long from, int tagId, boolean setting, long origin, @Nullable String value, double mtime, long replaced)
      throws SQLException {
    PriorityQueue<TagGraph.Child> queue = new PriorityQueue<>(Comparator.comparingDouble(TagGraph.Child::mtime));
    queue.add(new TagGraph.Child(from, 0));
    TagGraph.Child next;
    while ((next = queue.poll()) != null) {
      for (TagGraph.Child child : graph.primaryChildren(next.rid())) {
        TagRow present = graph.find(child.rid(), tagId);
        boolean reaches = present == null
            ? setting
            : present.sourceRid() == 0 && (present.mtime() < mtime || present.originRid() == replaced);
        if (reaches) {
          queue.add(child);
          if (setting) {
            graph.put(new TagRow(tagId, 2, 0, origin, value, mtime, child.rid()));
          } else {
            graph.remove(child.rid(), tagId);
          }
          graph.propagated(child.rid(), tagId, setting ? value : null);
        }
      }
    }
  }
}
