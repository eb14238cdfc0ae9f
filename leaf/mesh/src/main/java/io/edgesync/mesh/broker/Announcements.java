package io.edgesync.mesh.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The interest that one link has been told of. Keys are {@code subject} or {@code subject SP queue}. A plain key is announced when
 * its first subscriber comes and withdrawn when its last goes, never twice, because peers do not count; a queue key is announced
 * with its new total at each change.
 *
 * <p>Guarded by the router's lock. Lines are appended to a text that the caller sends.
 */
final class Announcements {

  private static final class Entry {
    int total;
    boolean announced;
  }

  private final Map<String, Entry> entries = new HashMap<>();
  private Predicate<String> permitted;

  /**
   * @param permitted tells by subject what this link may be told
   */
  Announcements(Predicate<String> permitted) {
    this.permitted = permitted;
  }

  /** The members of a key grew or shrank by {@code delta}. */
  void change(String subject, @Nullable String queue, int delta, StringBuilder lines) {
    String key = queue == null ? subject : subject + ' ' + queue;
    Entry entry = entries.computeIfAbsent(key, _ -> new Entry());
    entry.total += delta;
    if (entry.total <= 0) {
      entries.remove(key);
    }
    settle(key, subject, queue != null, entry, lines);
  }

  private void settle(String key, String subject, boolean queued, Entry entry, StringBuilder lines) {
    boolean wanted = entry.total > 0 && permitted.test(subject);
    if (wanted && (queued || !entry.announced)) {
      lines.append("LS+ ").append(key);
      if (queued) {
        lines.append(' ').append(entry.total);
      }
      lines.append("\r\n");
    } else if (!wanted && entry.announced) {
      lines.append("LS- ").append(key).append("\r\n");
    }
    entry.announced = wanted;
  }

  /** The peer changed what it permits: announces and withdraws accordingly. */
  void permit(Predicate<String> nowPermitted, StringBuilder lines) {
    permitted = nowPermitted;
    entries.forEach((key, entry) -> {
      int space = key.indexOf(' ');
      String subject = space < 0 ? key : key.substring(0, space);
      if (entry.announced != (entry.total > 0 && permitted.test(subject))) {
        settle(key, subject, space >= 0, entry, lines);
      }
    });
  }
}
