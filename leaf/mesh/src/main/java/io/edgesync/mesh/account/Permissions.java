package io.edgesync.mesh.account;

import io.edgesync.mesh.subject.SubjectPermissions;
import io.edgesync.mesh.subject.Subjects;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link PermissionOptions} ready to be asked. Subjects are in the broker's form, one char per byte. Each question walks the lists, so
 * whoever asks often keeps the answer by subject.
 *
 * <p>A subscription with wildcards passes when one allowed entry covers it as a whole, and no denied entry matches it letter by letter;
 * what is denied within it is withheld when messages are delivered. {@code nats-server} reads {@code >} in a subscription as a letter
 * for the allow list, too, so that {@code SUB s.>} passes an allowed {@code s.*}; here it does not.
 */
public final class Permissions {

  /** A subject or pattern, and the queue groups it is about; null for all subscribers. */
  private record Entry(String pattern, @Nullable String queue) {
    static List<Entry> of(List<String> texts) {
      var entries = new ArrayList<Entry>(texts.size());
      for (String text : texts) {
        String[] parts = text.strip().split("[ \\t]+", 2);
        entries.add(new Entry(Subjects.toWire(parts[0]), parts.length == 1 ? null : Subjects.toWire(parts[1])));
      }
      return List.copyOf(entries);
    }

    boolean isAbout(@Nullable String group) {
      return queue != null && group != null && (queue.equals(group) || Subjects.matches(queue, group));
    }
  }

  private final PermissionOptions options;
  private final List<Entry> publishAllowed;
  private final List<Entry> publishDenied;
  private final boolean publishesOnlyListed;
  private final List<Entry> subscribeAllowed;
  private final List<Entry> subscribeDenied;

  public Permissions(PermissionOptions options) {
    this.options = options;
    this.publishAllowed = Entry.of(options.publish().allow());
    this.publishDenied = Entry.of(options.publish().deny());
    this.publishesOnlyListed = !publishAllowed.isEmpty() || options.responses() != null;
    this.subscribeAllowed = Entry.of(options.subscribe().allow());
    this.subscribeDenied = Entry.of(options.subscribe().deny());
  }

  public boolean isSameAs(Permissions other) {
    return options.equals(other.options);
  }

  /** Null where the answers to messages need a permission of their own. */
  public @Nullable ResponseOptions responses() {
    return options.responses();
  }

  /** What a leafnode peer that logged in so may be sent. */
  public SubjectPermissions subscribeLists() {
    return options.subscribe();
  }

  /** What a leafnode peer that logged in so may send. */
  public SubjectPermissions publishLists() {
    return options.publish();
  }

  /** Whether the lists let the subject pass; answers are another matter. */
  public boolean mayPublish(String subject) {
    return (!publishesOnlyListed || matchesPlain(publishAllowed, subject)) && !matchesPlain(publishDenied, subject);
  }

  public boolean maySubscribe(String subscribed, @Nullable String queue) {
    return isAllowed(subscribed, queue) && !isDenied(subscribed, queue);
  }

  /** Whether a message of this subject may be given to a subscriber that was let in, perhaps with a wildcard. */
  public boolean mayReceive(String subject, @Nullable String queue) {
    return subscribeDenied.isEmpty() || !isDenied(subject, queue);
  }

  private boolean isAllowed(String subscribed, @Nullable String queue) {
    if (subscribeAllowed.isEmpty()) {
      return true;
    }
    if (Subjects.hasEmptyToken(subscribed)) {
      return false;
    }
    boolean plain = false;
    boolean anyQueue = false;
    boolean thisQueue = false;
    for (Entry entry : subscribeAllowed) {
      if (Subjects.covers(entry.pattern, subscribed)) {
        plain |= entry.queue == null;
        anyQueue |= entry.queue != null;
        thisQueue |= entry.isAbout(queue);
      }
    }
    return (queue != null && anyQueue) ? thisQueue : plain;
  }

  private boolean isDenied(String subscribed, @Nullable String queue) {
    for (Entry entry : subscribeDenied) {
      if ((entry.queue == null || entry.isAbout(queue)) && Subjects.matches(entry.pattern, subscribed)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matchesPlain(List<Entry> entries, String subject) {
    if (entries.isEmpty() || Subjects.hasEmptyToken(subject)) {
      return false;
    }
    for (Entry entry : entries) {
      if (Subjects.matches(entry.pattern, subject)) {
        return true;
      }
    }
    return false;
  }
}
