package io.edgesync.repository.markup;

/**
 * How deep and how long a text is read. Emphasis and brackets that nothing closes make Fossil read the rest of the text for each of
 * them; here that ends at some point, with the links found so far.
 */
final class MarkdownEffort {

  /** Fossil's own limit. */
  private static final int DEPTH_MAX = 200;
  private static final long STEPS_MAX = 50_000_000;

  /** The text asks for too much. */
  static final class Exceeded extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Exceeded() {
      super("too many steps", null, false, false);
    }
  }

  private int depth;
  private long steps;

  void deeper(int levels) {
    depth += levels;
  }

  void higher(int levels) {
    depth -= levels;
  }

  boolean isTooDeep() {
    return depth > DEPTH_MAX;
  }

  void spend(int more) {
    steps += more;
    if (steps > STEPS_MAX) {
      throw new Exceeded();
    }
  }
}
