package io.edgesync.mesh.broker;

import io.edgesync.mesh.subject.SubjectTrie;
import io.edgesync.mesh.subject.Subjects;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What one client has subscribed to, by {@code sid}. Changed on the client's event loop; a delivery that ends a subscription removes it
 * from another thread.
 */
final class ClientSubscriptions {
  private final ClientConnection client;
  private final Map<String, ClientSubscription> all = new ConcurrentHashMap<>();

  ClientSubscriptions(ClientConnection client) {
    this.client = client;
  }

  int size() {
    return all.size();
  }

  /** @return why it may not be, as {@code -ERR} says it; null where it is there, be it since before */
  @Nullable
  String add(Session session, String subject, @Nullable String queue, String sid) {
    if ("_sys_".equals(queue) || !session.maySubscribe(subject, queue)) {
      return "Permissions Violation for Subscription to \"" + subject + '"'
          + (queue == null ? "" : " using queue \"" + queue + '"');
    }
    if (!Subjects.isValid(subject)) {
      return "Invalid Subject";
    }
    if (hasTooManyTokens(subject)) {
      return "Permissions Violation for Subscription to \"" + subject + "\", too many tokens";
    }
    boolean full = client.node.limits().clients().isReached(all.size(), session.subscriptionsMax());
    if (!full && all.containsKey(sid)) {
      return null;
    }
    if (full || !client.holding.admitsInterest(Interest.bytes(subject, queue, sid))) {
      return "maximum subscriptions exceeded";
    }
    var subscription = new ClientSubscription(client, this, session, subject, queue, sid);
    all.put(sid, subscription);
    session.space().router().add(subscription);
    return null;
  }

  private boolean hasTooManyTokens(String subject) {
    int max = client.node.limits().clients().subscriptionTokensMax();
    long tokens = 1 + subject.chars().filter(c -> c == '.').count();
    return tokens > SubjectTrie.TOKENS_MAX || (max > 0 && tokens > max);
  }

  /** Ends it behind {@code max} messages, or now where that is not positive; nothing where there is none. */
  void end(String sid, int max) {
    ClientSubscription subscription = all.get(sid);
    if (subscription != null && (max <= 0 || subscription.endAfter(max))) {
      end(subscription);
    }
  }

  /** Any thread. */
  void end(ClientSubscription subscription) {
    subscription.close();
    if (all.remove(subscription.sid(), subscription)) {
      client.holding.change(Budget.Kind.INTEREST, -subscription.bytes());
    }
    subscription.session().space().router().remove(subscription);
  }

  /** Ends those that may not be any more; returns them. */
  List<ClientSubscription> endForbidden(Session session) {
    List<ClientSubscription> forbidden = all.values().stream()
        .filter(subscription -> !session.maySubscribe(subscription.pattern(), subscription.queue())).toList();
    forbidden.forEach(this::end);
    return forbidden;
  }

  void endAll() {
    List.copyOf(all.values()).forEach(this::end);
  }
}
