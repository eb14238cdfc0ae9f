package io.edgesync.repository.timeline;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted; {@code null} leaves a condition out.
 *
 * @param type   as in {@link Entry#type}
 * @param branch only check-ins of this branch
 * @param before only events at or before this moment
 */
public record TimelineFilter(@Nullable String type, @Nullable String branch, @Nullable Instant before) {

  public static final TimelineFilter ALL = new TimelineFilter(null, null, null);
  public static final TimelineFilter CHECKINS = new TimelineFilter("ci", null, null);

  public static TimelineFilter branch(String branch) {
    return new TimelineFilter("ci", branch, null);
  }
}
