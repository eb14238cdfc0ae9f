package io.edgesync.repository.timeline;

/** What a check-in did to a file. */
public enum ChangeKind {
  /** New in this check-in, or brought by a merge. */
  ADDED,
  /** Other content, or other permissions. */
  EDITED,
  /** Has another name than in the parent, perhaps other content too. */
  RENAMED, DELETED
}
