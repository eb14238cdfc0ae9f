package io.edgesync.repository.rebuild;

import io.edgesync.repository.crosslink.TagGraph;
import io.edgesync.repository.crosslink.TagRow;
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
    for (TagRow row : byRid.getOrDefault(rid, List.of())) {
      if (row.tagId() == tagId) {
        return row;
      }
    }
    return null;
  }

  @Override
  public List<TagRow> all(long rid) {
    return List.copyOf(byRid.getOrDefault(rid, List.of()));
  }

  @Override
  public void put(TagRow row) {
    List<TagRow> rows = byRid.computeIfAbsent(row.rid(), key -> new ArrayList<>(3));
    rows.removeIf(present -> present.tagId() == row.tagId());
    rows.add(row);
  }

  @Override
  public void remove(long rid, int tagId) {
    List<TagRow> rows = byRid.get(rid);
    if (rows != null) {
      rows.removeIf(present -> present.tagId() == tagId);
    }
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
    TagRow row = find(rid, TagRow.BRANCH);
    return row == null || row.value() == null ? "trunk" : row.value();
  }
}
