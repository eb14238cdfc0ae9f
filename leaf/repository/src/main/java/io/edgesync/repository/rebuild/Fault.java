package io.edgesync.repository.rebuild;

/** What can be wrong with an artifact or with the rows about it. */
public enum Fault {
  /** The content is not what the name says. */
  WRONG_HASH,
  /** {@code blob.size} is not the number of bytes of the content. */
  WRONG_SIZE,
  /** The stored bytes cannot be inflated, or the delta does not fit its source. */
  UNREADABLE,
  /** The chain of deltas runs in a circle. */
  LOOP,
  /** A delta of a row that does not exist, which nothing can expand. */
  MISSING_SOURCE,
  /** The name has not the shape of one. */
  BAD_NAME,
  /** Rows that contradict each other: a phantom without a row in {@code phantom}, private content that is offered, a leaf with children. */
  CONTRADICTION;

  /** As programs read it: {@code wrong-hash}. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
