package io.edgesync.mesh.broker;

import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.mesh.leafnode.LinkStatus.Direction;
import io.edgesync.mesh.leafnode.LinkStatus.Standing;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The leafnode links that others have made to us, by age. Thread-safe. */
final class AcceptedLinks {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptedLinks.class);

  private final LinkEvents events;
  private final ConcurrentSkipListMap<Integer, LinkStatus> up = new ConcurrentSkipListMap<>();
  private final WarningPace warnings = new WarningPace();
  private final AtomicInteger open = new AtomicInteger();

  AcceptedLinks(LinkEvents events) {
    this.events = events;
  }

  /** Counts one more connection; false when there are too many. */
  boolean admit(int connectionsMax) {
    if (open.incrementAndGet() > connectionsMax) {
      open.decrementAndGet();
      return false;
    }
    return true;
  }

  void up(LeafLink link) {
    LinkStatus status = status(link, State.UP, null);
    up.put(link.number, status);
    events.up(status, link.id());
  }

  void closed(LeafLink link) {
    open.decrementAndGet();
    LinkFailure failure = link.failure();
    String reason = failure == null ? null : failure.getMessage();
    boolean neverUp = up.remove(link.number) == null;
    if (neverUp && link.closeReason() == null) {
      // Whoever only looks what port this is leaves by itself, without a CONNECT.
      LOG.debug("no leafnode peer={} reason={}", link.remoteAddress(), reason);
    } else if (neverUp && !warnings.lets(System.nanoTime())) {
      LOG.debug("leafnode refused peer={} reason={}", link.remoteAddress(), reason);
    } else if (neverUp) {
      LOG.warn("leafnode refused peer={} reason={}", link.remoteAddress(), reason);
    } else {
      events.down(status(link, State.DOWN, reason), link.id());
    }
  }

  private static LinkStatus status(LeafLink link, State state, @Nullable String lastError) {
    Peer peer = link.peer();
    LinkId id = link.id();
    Standing standing = link.isPeerLink() ? Standing.PEER : link.towardsHub() ? Standing.HUB : Standing.LEAF;
    return new LinkStatus(Direction.ACCEPTED, standing, link.remoteAddress(), state, Instant.now(), lastError, id,
        peer.name(),
        peer.key(), peer.version(), peer.maxPayloadBytes());
  }

  Collection<LinkStatus> statuses() {
    return up.values();
  }
}
