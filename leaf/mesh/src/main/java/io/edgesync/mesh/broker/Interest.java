package io.edgesync.mesh.broker;

import io.edgesync.mesh.subject.Subjects;
import org.jspecify.annotations.Nullable;

/** Somebody wants the messages of a subject: a subscriber here, or a peer on a leafnode link. Known by identity. */
abstract sealed class Interest permits LocalInterest, LeafInterest {
  /** Subjects under which each server looks for its own interest coming back to it. */
  static final String LOOP_PREFIX = "$LDS.";

  private static final long INTEREST_BYTES = 256;
  private static final long LEVEL_BYTES = 176;
  private static final long GROUP_BYTES = 256;

  private final String subject;
  private final @Nullable String queue;

  Interest(String subject, @Nullable String queue) {
    this.subject = subject;
    this.queue = queue;
  }

  /** The subject, which may hold wildcards. */
  final String pattern() {
    return subject;
  }

  final @Nullable String queue() {
    return queue;
  }

  /** About what it costs to keep: itself, its places in the tables, its group, and a level of the trie for each token where it stands there. */
  static long bytes(String subject, @Nullable String queue, @Nullable String sid) {
    long bytes = INTEREST_BYTES + 2L * subject.length() + (queue == null ? 0 : GROUP_BYTES + 2L * queue.length())
        + (sid == null ? 0 : 2L * sid.length());
    return Subjects.isLiteral(subject)
        ? bytes
        : bytes + LEVEL_BYTES * (1 + subject.chars().filter(c -> c == '.').count());
  }

  /** As monitoring shows it. */
  abstract SubscriptionStatus status(String account);

  final String shownSubject() {
    return Subjects.fromWire(subject);
  }

  final @Nullable String shownQueue() {
    return queue == null ? null : Subjects.fromWire(queue);
  }

  /** Members of the queue group that this interest stands for; 1 where it is plain. */
  abstract int weight();
}
