package io.edgesync.sync.gossip;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the machine wants done. */
public sealed interface GossipEffect {

  /**
   * Announce artifacts on every link but one.
   *
   * @param exceptVia the link they came over, whose other side has them; null for all links
   */
  record Announce(List<Hash> names, @Nullable String exceptVia) implements GossipEffect {
    public Announce {
      names = List.copyOf(names);
    }
  }

  /**
   * Start a pull session with that node, and report {@link GossipEvent.SessionEnded} whatever comes of it.
   *
   * @param wanted what the node announced and we lack; empty to compare everything
   */
  record StartSession(String node, List<Hash> wanted) implements GossipEffect {
    public StartSession {
      wanted = List.copyOf(wanted);
    }
  }

  /** Send a {@link GossipEvent.Tick} at that moment; a later effect replaces it. */
  record WakeAt(long nanos) implements GossipEffect {}
}
