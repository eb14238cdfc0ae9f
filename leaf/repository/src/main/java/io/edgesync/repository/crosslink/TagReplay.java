package io.edgesync.repository.crosslink;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One tag among the artifacts of a contest, in memory, visited one after the other as a rebuild does. */
final class TagReplay implements TagGraph {

  /** How much the replays of a batch may do in sum; of what is left then, tags stay as they came. */
  static final class Effort {

    private static final long STEPS_MAX = 5_000_000;

    private long steps;

    boolean isSpent() {
      return steps > STEPS_MAX;
    }
  }

  private final TagContest contest;
  private final Effort effort;
  private final TagPropagation propagation = TagPropagation.ofRebuild(this);
  private final Map<Long, TagRow> rows = new HashMap<>();
  private final Map<Long, List<Child>> children = new HashMap<>();

  TagReplay(TagContest contest, Effort effort) {
    this.contest = contest;
    this.effort = effort;
  }

  /** @param cards what the artifact says of the tag, in its order */
  void visit(long rid, List<TagRow> cards) throws SQLException {
    long parent = contest.parents().getOrDefault(rid, 0L);
    if (parent != 0) {
      children.computeIfAbsent(parent, key -> new ArrayList<>(1)).add(new Child(rid, 0));
    }
    for (TagRow card : cards) {
      propagation.insert(card, stored -> {});
    }
    if (parent != 0) {
      propagation.propagateAll(parent);
    }
  }

  @Override
  public @Nullable TagRow find(long rid, int tagId) {
    return rows.get(rid);
  }

  @Override
  public List<TagRow> all(long rid) {
    TagRow row = rows.get(rid);
    return row == null ? List.of() : List.of(row);
  }

  @Override
  public void put(TagRow row) {
    rows.put(row.rid(), row);
  }

  @Override
  public void remove(long rid, int tagId) {
    rows.remove(rid);
  }

  @Override
  public List<Child> primaryChildren(long rid) {
    List<Child> below = children.getOrDefault(rid, List.of());
    effort.steps += 1 + below.size();
    return effort.isSpent() ? List.of() : below;
  }

  @Override
  public void propagated(long rid, int tagId, @Nullable String value) {
    // what follows is done once it is decided
  }
}
