package io.edgesync.mesh.account;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The reply subjects that one connection may publish to, because it was sent messages that ask for answers there. Thread-safe. */
public final class ReplyGrants {
  /** From this number on those that are used up are looked for, and the oldest given up. */
  private static final int KEPT_MAX = 4096;
  /** The same for the characters of all of them. */
  private static final int KEPT_CHARS_MAX = 64 * KEPT_MAX;

  private static final class Grant {
    long sinceNanos;
    int used;
  }

  private final ResponseOptions options;
  private final Map<String, Grant> grants = new LinkedHashMap<>();
  private long chars;

  public ReplyGrants(ResponseOptions options) {
    this.options = options;
  }

  /** A message with this reply subject is being delivered: counting begins anew. */
  public synchronized void grant(String reply, long nowNanos) {
    Grant grant = grants.computeIfAbsent(reply, _ -> {
      chars += reply.length();
      return new Grant();
    });
    grant.sinceNanos = nowNanos;
    grant.used = 0;
    if (areTooMany()) {
      giveUp(nowNanos);
    }
  }

  /** Those that are over, and the oldest until an eighth is free, so that the next one need not look again. */
  private void giveUp(long nowNanos) {
    grants.values().removeIf(grant -> isOver(grant, nowNanos));
    chars = grants.keySet().stream().mapToLong(String::length).sum();
    Iterator<String> oldest = grants.keySet().iterator();
    while (grants.size() > KEPT_MAX / 8 * 7 || chars > KEPT_CHARS_MAX / 8 * 7) {
      chars -= oldest.next().length();
      oldest.remove();
    }
  }

  private boolean areTooMany() {
    return grants.size() > KEPT_MAX || chars > KEPT_CHARS_MAX;
  }

  /** Uses the permission once; false when there is none, or none any more. */
  public synchronized boolean use(String subject, long nowNanos) {
    Grant grant = grants.get(subject);
    if (grant == null) {
      return false;
    }
    if (isOver(grant, nowNanos)) {
      grants.remove(subject);
      chars -= subject.length();
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
