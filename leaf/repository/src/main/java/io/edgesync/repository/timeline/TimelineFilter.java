package io.edgesync.repository.timeline;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted; {@code null} leaves a condition out.
 *
 * @param type   as in {@link Entry#type}
 * @param branch only check-ins of this branch
 * @param user   only events of this login, as amended
 * @param path   only check-ins that changed this file, or a file below this directory
 * @param text   only events whose comment, as amended, holds this text; ASCII letters match in either case
 * @param after  only events at or after this moment
 * @param before only events at or before this moment
 */
public record TimelineFilter(@Nullable String type, @Nullable String branch, @Nullable String user,
    @Nullable String path, @Nullable String text, @Nullable Instant after, @Nullable Instant before) {

  public static final TimelineFilter ALL = new TimelineFilter(null, null, null, null, null, null, null);
  public static final TimelineFilter CHECKINS = ALL.type("ci");

  public static TimelineFilter branch(String name) {
    return CHECKINS.onBranch(name);
  }

  public TimelineFilter type(@Nullable String letters) {
    return new TimelineFilter(letters, branch, user, path, text, after, before);
  }

  public TimelineFilter onBranch(@Nullable String name) {
    return new TimelineFilter(type, name, user, path, text, after, before);
  }

  public TimelineFilter user(@Nullable String login) {
    return new TimelineFilter(type, branch, login, path, text, after, before);
  }

  public TimelineFilter path(@Nullable String fileOrDirectory) {
    return new TimelineFilter(type, branch, user, fileOrDirectory, text, after, before);
  }

  public TimelineFilter text(@Nullable String words) {
    return new TimelineFilter(type, branch, user, path, words, after, before);
  }

  public TimelineFilter after(@Nullable Instant moment) {
    return new TimelineFilter(type, branch, user, path, text, moment, before);
  }

  public TimelineFilter before(@Nullable Instant moment) {
    return new TimelineFilter(type, branch, user, path, text, after, moment);
  }
}
