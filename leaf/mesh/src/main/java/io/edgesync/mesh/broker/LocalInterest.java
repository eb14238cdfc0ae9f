package io.edgesync.mesh.broker;

import org.jspecify.annotations.Nullable;

/** A subscriber at this broker: a client's subscription or one of the Bus. */
abstract non-sealed class LocalInterest extends Interest {

  LocalInterest(String subject, @Nullable String queue) {
    super(subject, queue);
  }

  @Override
  final int weight() {
    return 1;
  }

  /** Of this process, unless it says otherwise. */
  @Override
  SubscriptionStatus status(String account) {
    return new SubscriptionStatus(account, shownSubject(), shownQueue(), "", 0, 0);
  }

  /** Whether it may have messages of this subject, which its pattern matches; the router keeps the answer. */
  boolean takes(String subject) {
    return true;
  }

  /**
   * Hands the message over without blocking.
   *
   * @return false when this subscriber does not take it (closed, or its own message with echo off), so that another member of its
   *         group may
   */
  abstract boolean deliver(Publication publication);
}
