package io.edgesync.repository.timeline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some events in a row, newest first.
 *
 * @param next where the next page begins; {@code null} when there is nothing older
 */
public record TimelinePage(List<Entry> entries, @Nullable TimelinePosition next) {

  public TimelinePage {
    entries = List.copyOf(entries);
  }
}
