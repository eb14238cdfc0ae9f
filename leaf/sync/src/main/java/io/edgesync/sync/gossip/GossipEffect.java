package io.edgesync.sync.gossip;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the machine wants done. */
public sealed interface GossipEffect {

  /**
   * Announce artifacts to all domains but those that heard of them where they came from.
   *
   * @param exceptVia the domain they came by; null for none
   */
  record Announce(List<Hash> names, @Nullable String exceptVia) implements GossipEffect {
    public Announce {
      names = List.copyOf(names);
    }
  }

  /**
   * Start a session with that node, and report {@link GossipEvent.SessionEnded} whatever comes of it.
   *
   * @param wanted what the node announced and we lack; empty to compare everything. One of each kind may run with a node at a time
   * @param alone  a comparison with the node runs, or has not come to its end: it brings whatever else is lacking
   */
  record StartSession(String node, List<Hash> wanted, boolean alone) implements GossipEffect {
    public StartSession {
      wanted = List.copyOf(wanted);
    }
  }

  /**
   * Break off a session with that node: its link is gone, or others have waited long enough for its place.
   *
   * @param compares whether it is the one that compares everything
   */
  record EndSession(String node, boolean compares) implements GossipEffect {}

  /** Send a {@link GossipEvent.Tick} at that moment; a later effect replaces it. */
  record WakeAt(long nanos) implements GossipEffect {}
}
