package io.edgesync.mesh.account;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The reply subjects that one connection may publish to, because it was sent messages that ask for answers there. Thread-safe. */
public final class ReplyGrants {
  /** From this number on those that are used up are looked for, and the oldest given up. */
  private static final int KEPT_MAX = 4096;

  private static final class Grant {
    long sinceNanos;
    int used;
  }

  private final ResponseOptions options;
  private final Map<String, Grant> grants = new LinkedHashMap<>();

  public ReplyGrants(ResponseOptions options) {
    this.options = options;
  }

  /** A message with this reply subject is being delivered: counting begins anew. */
  public synchronized void grant(String reply, long nowNanos) {
    Grant grant = grants.computeIfAbsent(reply, _ -> new Grant());
    grant.sinceNanos = nowNanos;
    grant.used = 0;
    if (grants.size() > KEPT_MAX) {
      grants.values().removeIf(old -> isOver(old, nowNanos));
      Iterator<Grant> oldest = grants.values().iterator();
      while (grants.size() > KEPT_MAX) {
        oldest.next();
        oldest.remove();
      }
    }
  }

  /** Uses the permission once; false when there is none, or none any more. */
  public synchronized boolean use(String subject, long nowNanos) {
    Grant grant = grants.get(subject);
    if (grant == null) {
      return false;
    }
    if (isOver(grant, nowNanos)) {
      grants.remove(subject);
      return false;
    }
    grant.used++;
    return true;
  }

  private boolean isOver(Grant grant, long nowNanos) {
    return (options.messagesMax() > 0 && grant.used >= options.messagesMax())
        || (!options.expires().isNegative() && nowNanos - grant.sinceNanos > options.expires().toNanos());
  }
}
