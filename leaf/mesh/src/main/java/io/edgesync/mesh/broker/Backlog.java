package io.edgesync.mesh.broker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes waiting to be written over all connections, and the rule that cuts the largest backlog when they are too many. */
final class Backlog {
  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();
  private final Set<Outbound> members = ConcurrentHashMap.newKeySet();

  Backlog(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  void join(Outbound outbound) {
    members.add(outbound);
  }

  void leave(Outbound outbound, long bytesLeft) {
    members.remove(outbound);
    bytes.addAndGet(-bytesLeft);
  }

  /** Counts {@code count} bytes more, or fewer, and beyond the limit cuts whoever has most waiting. */
  void changed(long count) {
    if (bytes.addAndGet(count) > bytesMax && count > 0) {
      Outbound largest = null;
      for (Outbound outbound : members) {
        if (largest == null || outbound.pendingBytes() > largest.pendingBytes()) {
          largest = outbound;
        }
      }
      if (largest != null) {
        largest.cutAsSlow("all connections together have more than " + bytesMax + " bytes waiting");
      }
    }
  }
}
