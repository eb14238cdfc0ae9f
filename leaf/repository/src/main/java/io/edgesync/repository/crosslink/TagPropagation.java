package io.edgesync.repository.crosslink;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** How tags get onto artifacts and their descendants (Fossil {@code src/tag.c, tag_insert(), tag_propagate()}). */
public final class TagPropagation {

  private final TagGraph graph;

  public TagPropagation(TagGraph graph) {
    this.graph = graph;
  }

  /**
   * Stores {@code row}, whose origin is its own rid, unless a row of the same tag that is not older is there. Side effects on
   * events come between this and {@link #propagateFrom}, and are the caller's.
   *
   * @return whether it was stored
   */
  public boolean insert(TagRow row) throws SQLException {
    TagRow present = graph.find(row.rid(), row.tagId());
    if (present != null && present.mtime() >= row.mtime()) {
      return false;
    }
    graph.put(row);
    return true;
  }

  /** Carries a row that {@link #insert} stored to the descendants, or ends its propagation there. */
  public void propagateFrom(TagRow row) throws SQLException {
    propagate(
        row.rid(), row.tagId(), row.tagType() == 2, row.rid(), row.tagType() == 0 ? null : row.value(), row.mtime());
  }

  /** Carries all tags of {@code parent} to its descendants: how a new check-in inherits. */
  public void propagateAll(long parent) throws SQLException {
    for (TagRow row : graph.all(parent)) {
      propagate(parent, row.tagId(), row.tagType() == 2, row.originRid(), row.value(), row.mtime());
    }
  }

  private void propagate(
      long from, int tagId, boolean setting, long origin, @Nullable String value, double mtime)
      throws SQLException {
    PriorityQueue<TagGraph.Child> queue = new PriorityQueue<>(Comparator.comparingDouble(TagGraph.Child::mtime));
    queue.add(new TagGraph.Child(from, 0));
    TagGraph.Child next;
    while ((next = queue.poll()) != null) {
      for (TagGraph.Child child : graph.primaryChildren(next.rid())) {
        TagRow present = graph.find(child.rid(), tagId);
        boolean reaches = present == null ? setting : present.sourceRid() == 0 && present.mtime() < mtime;
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
