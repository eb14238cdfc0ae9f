package io.edgesync.repository.rebuild;

import org.jspecify.annotations.Nullable;

/**
 * Which content each file has in one manifest: an immutable map from path number to an int, as a trie that shares what did not
 * change with the trees it was made from. A check-in that changes four files costs about a kilobyte however many files it lists,
 * so those of a whole history fit in memory; comparing two trees looks only at the parts that they do not share.
 *
 * <p>Values are what {@link #held} makes; 0 is "no entry", {@link #DELETED} an entry without content, as delta manifests have.
 */
final class FileTree {

  /** Called with each path whose values differ. */
  interface Difference {
    void path(int path, int before, int after);
  }

  /** Called with each path that has a value. */
  interface Entry {
    void path(int path, int value);
  }

  static final int DELETED = 1;
  static final FileTree EMPTY = new FileTree(null, 0);

  private static final int BITS = 4;
  private static final int FAN = 1 << BITS;
  private static final int[] NO_VALUES = new int[FAN];
  private static final Object[] NO_BRANCHES = new Object[FAN];

  /** An {@code int[]} of values at level 0, an {@code Object[]} of branches above; {@code null} where nothing is. */
  private final @Nullable Object root;
  private final int levels;

  private FileTree(@Nullable Object root, int levels) {
    this.root = root;
    this.levels = levels;
  }

  /** The value of an entry with content. */
  static int held(int slot, int mperm) {
    return ((slot + 1) << 2) | mperm;
  }

  static int slot(int value) {
    return (value >>> 2) - 1;
  }

  static int mperm(int value) {
    return value & 3;
  }

  int get(int path) {
    if (path >>> (BITS * (levels + 1)) != 0) {
      return 0;
    }
    Object node = root;
    for (int level = levels; level > 0 && node != null; level--) {
      node = ((Object[]) node)[digit(path, level)];
    }
    return node == null ? 0 : ((int[]) node)[digit(path, 0)];
  }

  /** This tree with one value replaced; 0 removes. */
  FileTree with(int path, int value) {
    if (get(path) == value) {
      return this;
    }
    Object top = root;
    int height = levels;
    while (path >>> (BITS * (height + 1)) != 0) {
      if (top != null) {
        Object[] above = NO_BRANCHES.clone();
        above[0] = top;
        top = above;
      }
      height++;
    }
    return new FileTree(replace(top, height, path, value), height);
  }

  private static Object replace(@Nullable Object node, int level, int path, int value) {
    if (level == 0) {
      int[] values = (node == null ? NO_VALUES : (int[]) node).clone();
      values[digit(path, 0)] = value;
      return values;
    }
    Object[] branches = (node == null ? NO_BRANCHES : (Object[]) node).clone();
    int at = digit(path, level);
    branches[at] = replace(branches[at], level - 1, path, value);
    return branches;
  }

  private static int digit(int path, int level) {
    return (path >>> (BITS * level)) & (FAN - 1);
  }

  void forEach(Entry entry) {
    EMPTY.compare(this, (path, before, after) -> entry.path(path, after));
  }

  /** Reports every path whose value in {@code after} differs from the one here. */
  void compare(FileTree after, Difference difference) {
    int height = Math.max(levels, after.levels);
    compare(raised(height), after.raised(height), height, 0, difference);
  }

  private @Nullable Object raised(int height) {
    Object top = root;
    for (int level = levels; level < height && top != null; level++) {
      Object[] above = NO_BRANCHES.clone();
      above[0] = top;
      top = above;
    }
    return top;
  }

  /** That equal nodes are the same object is what makes a comparison cheap; other equal ones are only walked for nothing. */
  @SuppressWarnings("ReferenceEquality")
  private static void compare(@Nullable Object before, @Nullable Object after, int level, int base,
      Difference difference) {
    if (before == after) {
      return;
    }
    if (level == 0) {
      int[] first = before == null ? NO_VALUES : (int[]) before;
      int[] second = after == null ? NO_VALUES : (int[]) after;
      for (int i = 0; i < FAN; i++) {
        if (first[i] != second[i]) {
          difference.path(base + i, first[i], second[i]);
        }
      }
      return;
    }
    Object[] first = before == null ? NO_BRANCHES : (Object[]) before;
    Object[] second = after == null ? NO_BRANCHES : (Object[]) after;
    for (int i = 0; i < FAN; i++) {
      compare(first[i], second[i], level - 1, base + (i << (BITS * level)), difference);
    }
  }
}
