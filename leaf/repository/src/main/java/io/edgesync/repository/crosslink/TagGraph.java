package io.edgesync.repository.crosslink;

import java.sql.SQLException;
import java.util.List;
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

  /** Propagation gave {@code rid} the tag with {@code value}, or took it away ({@code null}); told after the row changed. */
  void propagated(long rid, int tagId, @Nullable String value) throws SQLException;
}
