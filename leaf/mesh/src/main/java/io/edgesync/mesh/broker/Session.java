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

  /** What the user may do. */
  private record Rights(User user, @Nullable Permissions permissions, @Nullable ReplyGrants grants,
      int payloadBytesMax) {
    static Rights of(User user, BrokerLimits limits) {
      Permissions permissions = user.permissions();
      UserLimits own = user.limits();
      return new Rights(user, permissions,
          permissions == null || permissions.responses() == null ? null : new ReplyGrants(permissions.responses()),
          own.payloadBytesMax() < 0
              ? limits.payloadBytesMax()
              : (int) Math.min(limits.payloadBytesMax(), own.payloadBytesMax()));
    }
  }

  private final AccountSpace space;
  /** Replaced on the connection's loop when the configuration is read again; read by deliverers. */
  private volatile Rights rights;

  Session(User user, AccountSpace space, BrokerLimits limits) {
    this.space = space;
    this.rights = Rights.of(user, limits);
  }

  /** The same user of the same account, who may do something else from now on. */
  void renew(User user, BrokerLimits limits) {
    rights = Rights.of(user, limits);
  }

  User user() {
    return rights.user;
  }

  AccountSpace space() {
    return space;
  }

  int payloadBytesMax() {
    return rights.payloadBytesMax;
  }

  /** Subscriptions that the user may have; negative for any number. */
  long subscriptionsMax() {
    return rights.user.limits().subscriptionsMax();
  }

  /** On the connection's loop, once for each message: an answer uses up its permission. */
  boolean mayPublish(SubjectCache.Entry entry) {
    Rights now = rights;
    return now.permissions == null || entry.isPermitted(now.permissions)
        || (now.grants != null && now.grants.use(entry.text, System.nanoTime()));
  }

  boolean maySubscribe(String pattern, @Nullable String queue) {
    Permissions permissions = rights.permissions;
    return permissions == null || permissions.maySubscribe(pattern, queue);
  }

  /** Any thread. */
  boolean mayReceive(String subject, @Nullable String queue) {
    Permissions permissions = rights.permissions;
    return permissions == null || permissions.mayReceive(subject, queue);
  }

  /** Any thread: the client is being sent this message, and may answer it. */
  void delivering(Publication publication) {
    ReplyGrants grants = rights.grants;
    if (grants != null) {
      String reply = publication.replyText();
      if (reply != null) {
        grants.grant(reply, System.nanoTime());
      }
    }
  }
}
