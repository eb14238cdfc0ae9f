package io.edgesync.sync.gossip;

import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to be announced. The first news go out at once; what comes soon after them goes together. */
final class News {

  private final GossipLimits limits;
  /** By the domain that the names came by, empty for our own. */
  private final Map<String, Set<Hash>> waiting = new LinkedHashMap<>();
  private boolean hasAnnounced;
  private long announcedNanos;

  News(GossipLimits limits) {
    this.limits = limits;
  }

  void add(List<Hash> names, @Nullable String via) {
    Set<Hash> together = waiting.computeIfAbsent(via == null ? "" : via, _ -> new LinkedHashSet<>());
    together.addAll(names);
    if (together.size() > limits.announcedMax()) {
      // So many names are no news but a history; whoever lacks it compares.
      together.clear();
    }
  }

  void announce(long nowNanos, List<GossipEffect> effects, Wake wake) {
    if (waiting.isEmpty()) {
      return;
    }
    long dueNanos = announcedNanos + limits.announceEvery().toNanos();
    if (hasAnnounced && dueNanos - nowNanos > 0) {
      wake.at(dueNanos);
      return;
    }
    waiting.forEach((via, names) -> {
      List<Hash> list = new ArrayList<>(names);
      for (int from = 0; from < list.size(); from += limits.namesPerAnnouncement()) {
        int to = Math.min(list.size(), from + limits.namesPerAnnouncement());
        effects.add(new GossipEffect.Announce(list.subList(from, to), via.isEmpty() ? null : via));
      }
    });
    waiting.clear();
    hasAnnounced = true;
    announcedNanos = nowNanos;
  }
}
