package io.edgesync.mesh.broker;

import io.edgesync.mesh.subject.Subjects;
import org.jspecify.annotations.Nullable;

/** Somebody wants the messages of a subject: a subscriber here, or a peer on a leafnode link. Known by identity. */
abstract sealed class Interest permits LocalInterest, LeafInterest {
  /** Subjects under which each server looks for its own interest coming back to it. */
  static final String LOOP_PREFIX = "$LDS.";

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
