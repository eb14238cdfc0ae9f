package io.edgesync.mesh.broker;

import io.edgesync.mesh.account.Permissions;
import io.edgesync.mesh.account.ReplyGrants;
import io.edgesync.mesh.account.User;
import io.edgesync.mesh.account.UserLimits;
import org.jspecify.annotations.Nullable;

/**
 * A client from its login on: whose subjects it shares and what it may do there. Without permissions none of this costs a message
 * anything; with them a connection asks once a subject.
 */
final class Session {
  private final User user;
  private final AccountSpace space;
  private final @Nullable Permissions permissions;
  private final @Nullable ReplyGrants grants;
  private final long subscriptionsMax;
  private final int payloadBytesMax;

  Session(User user, AccountSpace space, BrokerLimits limits) {
    this.user = user;
    this.space = space;
    this.permissions = user.permissions();
    this.grants = permissions == null || permissions.responses() == null
        ? null
        : new ReplyGrants(permissions.responses());
    UserLimits userLimits = user.limits();
    this.subscriptionsMax = userLimits.subscriptionsMax();
    this.payloadBytesMax = userLimits.payloadBytesMax() < 0
        ? limits.payloadBytesMax()
        : (int) Math.min(limits.payloadBytesMax(), userLimits.payloadBytesMax());
  }

  User user() {
    return user;
  }

  AccountSpace space() {
    return space;
  }

  int payloadBytesMax() {
    return payloadBytesMax;
  }

  /** Subscriptions that the user may have; negative for any number. */
  long subscriptionsMax() {
    return subscriptionsMax;
  }

  /** On the connection's loop, once for each message: an answer uses up its permission. */
  boolean mayPublish(SubjectCache.Entry entry) {
    return permissions == null || entry.isPermitted(permissions)
        || (grants != null && grants.use(entry.text, System.nanoTime()));
  }

  boolean maySubscribe(String pattern, @Nullable String queue) {
    return permissions == null || permissions.maySubscribe(pattern, queue);
  }

  /** Any thread. */
  boolean mayReceive(String subject, @Nullable String queue) {
    return permissions == null || permissions.mayReceive(subject, queue);
  }

  /** Any thread: the client is being sent this message, and may answer it. */
  void delivering(Publication publication) {
    if (grants != null) {
      String reply = publication.replyText();
      if (reply != null) {
        grants.grant(reply, System.nanoTime());
      }
    }
  }
}
