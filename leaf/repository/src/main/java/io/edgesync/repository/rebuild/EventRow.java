package io.edgesync.repository.rebuild;

import org.jspecify.annotations.Nullable;

/** A row of {@code event} while tags still work on it. Times are Julian days; an {@code mtime} of {@code null} is stored as NULL. */
final class EventRow {

  final String type;
  final int rid;
  final @Nullable String user;
  final @Nullable String comment;
  @Nullable
  Double mtime;
  @Nullable
  Double omtime;
  @Nullable
  String bgcolor;
  @Nullable
  String amendedUser;
  @Nullable
  String amendedComment;

  EventRow(String type, int rid, double mtime, @Nullable String user, @Nullable String comment) {
    this.type = type;
    this.rid = rid;
    this.mtime = mtime;
    this.user = user;
    this.comment = comment;
  }
}
