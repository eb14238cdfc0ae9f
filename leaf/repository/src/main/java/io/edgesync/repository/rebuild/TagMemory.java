package io.edgesync.repository.rebuild;

import io.edgesync.repository.crosslink.TagGraph;
import io.edgesync.repository.crosslink.TagRow;
import io.edgesync.repository.database.TagId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tags and parenthood in memory: what {@code tagxref} and {@code plink} will hold. */
final class TagMemory implements TagGraph {

  /** Told when propagation gives an artifact a tag or takes one away. */
  interface Listener {
    void propagated(int rid, int tagId, @Nullable String value);
  }

  /** Each list is sorted by tag, as Fossil reads it, and because one artifact may have a great many. */
  private final Map<Long, List<TagRow>> byRid = new TreeMap<>();
  private final Map<Long, List<Child>> primaryChildren = new HashMap<>();
  private final Listener listener;

  TagMemory(Listener listener) {
    this.listener = listener;
  }

  void addPrimaryChild(int parent, int child, double mtime) {
    primaryChildren.computeIfAbsent((long) parent, key -> new ArrayList<>(1)).add(new Child(child, mtime));
  }

  void removePrimaryChild(int parent, int child) {
    List<Child> children = primaryChildren.get((long) parent);
    if (children != null) {
      children.removeIf(edge -> edge.rid() == child);
    }
  }

  @Override
  public @Nullable TagRow find(long rid, int tagId) {
    List<TagRow> rows = byRid.get(rid);
    int at = rows == null ? -1 : position(rows, tagId);
    return rows == null || at < 0 ? null : rows.get(at);
  }

  @Override
  public List<TagRow> all(long rid) {
    return List.copyOf(byRid.getOrDefault(rid, List.of()));
  }

  @Override
  public void put(TagRow row) {
    List<TagRow> rows = byRid.computeIfAbsent(row.rid(), key -> new ArrayList<>(3));
    int at = position(rows, row.tagId());
    if (at >= 0) {
      rows.set(at, row);
    } else {
      rows.add(-at - 1, row);
    }
  }

  @Override
  public void remove(long rid, int tagId) {
    List<TagRow> rows = byRid.get(rid);
    int at = rows == null ? -1 : position(rows, tagId);
    if (rows != null && at >= 0) {
      rows.remove(at);
    }
  }

  /** Where the tag is, or as {@link java.util.Collections#binarySearch} tells where it would be. */
  private static int position(List<TagRow> rows, int tagId) {
    int low = 0;
    int high = rows.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int difference = Integer.compare(rows.get(middle).tagId(), tagId);
      if (difference == 0) {
        return middle;
      }
      if (difference < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  @Override
  public List<Child> primaryChildren(long rid) {
    return primaryChildren.getOrDefault(rid, List.of());
  }

  @Override
  public void propagated(long rid, int tagId, @Nullable String value) {
    listener.propagated((int) rid, tagId, value);
  }

  /** All rows, by rid. */
  Iterable<List<TagRow>> rows() {
    return byRid.values();
  }

  /** The branch of a check-in, as leaves are told: what has no branch tag counts as trunk. */
  String branch(int rid) {
    TagRow row = find(rid, TagId.BRANCH);
    return row == null || row.value() == null ? "trunk" : row.value();
  }
}
