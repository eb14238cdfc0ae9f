package io.edgesync.repository.crosslink;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tags and primary parenthood, as {@link TagPropagation} needs them: over SQL in a batch, in memory in a bulk rebuild. */
public interface TagGraph {

  /** A check-in of which another one is the primary parent. */
  record Child(long rid, double mtime) {}

  @Nullable
  TagRow find(long rid, int tagId) throws SQLException;

  /** All rows on {@code rid}, in any order. */
  List<TagRow> all(long rid) throws SQLException;

  /** Stores a row in place of any other of the same rid and tag. */
  void put(TagRow row) throws SQLException;

  /** As {@link #put}, of a row as {@code inherited} for each of {@code rids}. */
  default void putAll(TagRow inherited, Collection<Long> rids) throws SQLException {
    for (long rid : rids) {
      put(inherited.on(rid));
    }
  }

  void remove(long rid, int tagId) throws SQLException;

  /**
   * Of two tags of one name, target and time the one stays that a rebuild meets first.
   *
   * @return whether that is {@code present}; so it is where artifacts are visited in the order of a rebuild
   */
  default boolean isMetFirst(TagRow present, TagRow other) throws SQLException {
    return true;
  }

  /** The children over {@code plink} rows with {@code isprim}; {@code mtime} is that of the row. */
  List<Child> primaryChildren(long rid) throws SQLException;

  /**
   * How far a tag, or its end, goes: to what has none, where it is set, and past inherited ones that are older.
   *
   * @param replaced what is inherited from this origin gives way, too
   */
  record Reach(int tagId, boolean setting, double mtime, long replaced) {
    boolean reaches(@Nullable TagRow present) {
      return present == null
          ? setting
          : present.sourceRid() == 0 && (present.mtime() < mtime || present.originRid() == replaced);
    }
  }

  /** The descendants of {@code from} that it reaches, each by way of others that it reaches. */
  default Collection<Long> reached(long from, Reach reach) throws SQLException {
    Set<Long> reached = new LinkedHashSet<>();
    Deque<Long> pending = new ArrayDeque<>(List.of(from));
    while (!pending.isEmpty()) {
      for (Child child : primaryChildren(pending.poll())) {
        if (!reached.contains(child.rid()) && reach.reaches(find(child.rid(), reach.tagId()))) {
          reached.add(child.rid());
          pending.add(child.rid());
        }
      }
    }
    return reached;
  }

  /** Propagation gave {@code rid} the tag with {@code value}, or took it away ({@code null}); told after the row changed. */
  void propagated(long rid, int tagId, @Nullable String value) throws SQLException;
}
