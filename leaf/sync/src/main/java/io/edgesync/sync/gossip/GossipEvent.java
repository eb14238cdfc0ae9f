package io.edgesync.sync.gossip;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the machine is told. A {@code via} names the link that something came over; null is this node itself. */
public sealed interface GossipEvent {

  /**
   * Public, complete artifacts became visible here.
   *
   * @param via the link they came over; null when they were made on this device or the link is not known
   */
  record Stored(List<Hash> names, @Nullable String via) implements GossipEvent {
    public Stored {
      names = List.copyOf(names);
    }
  }

  /**
   * A node announced artifacts.
   *
   * @param unknown those of the announced names that are neither held nor shunned here
   */
  record Announced(String node, List<Hash> unknown, @Nullable String via) implements GossipEvent {
    public Announced {
      unknown = List.copyOf(unknown);
    }
  }

  /** A node's beacon came; {@code ours} is this node's own digest of the same project at this moment. */
  record Beacon(String node, String theirs, String ours) implements GossipEvent {}

  /**
   * A session that {@link GossipEffect.StartSession} asked for ended.
   *
   * @param answered whether the peer answered as it should; false when it could not be reached or refused
   * @param received artifacts newly stored
   * @param ours     this node's digest after it
   */
  record SessionEnded(String node, boolean answered, int received, String ours) implements GossipEvent {}

  /** The node left: nothing is asked of it any more. */
  record Gone(String node) implements GossipEvent {}

  /** The moment that {@link GossipEffect.WakeAt} named, or any other moment. */
  record Tick() implements GossipEvent {}
}
