package io.edgesync.sync.unversioned;

/** What a session about unversioned files is for. */
public enum UnversionedRequest {
  /** The newer of each wins, on both sides: {@code fossil uv sync}. */
  SYNC,
  /** The newer of each wins, here: nothing is sent. */
  PULL,
  /** The newer of each wins, there: nothing is taken. */
  PUSH,
  /** Only says what {@link #SYNC} would do. */
  SYNC_DRY_RUN,
  /** What is here becomes what is there: {@code fossil uv revert}. */
  REVERT,
  /** Only says what {@link #REVERT} would do. */
  REVERT_DRY_RUN;

  boolean isReverting() {
    return this == REVERT || this == REVERT_DRY_RUN;
  }

  boolean takes() {
    return this != PUSH;
  }

  boolean sends() {
    return this != PULL;
  }

  boolean isDryRun() {
    return this == SYNC_DRY_RUN || this == REVERT_DRY_RUN;
  }
}
