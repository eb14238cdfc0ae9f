package io.edgesync.sync.clone;

import io.edgesync.xfer.round.Transport;
import java.util.Collection;
import java.util.Set;

/** Finds the peers that a clone can be had from. */
@FunctionalInterface
public interface ClonePeers {

  /**
   * Who gives parts of the clone now, each by its {@link Transport#peerName}; waits a bounded time for the first one. Transports stay the
   * finder's to close.
   *
   * @param but whom to leave out
   * @return nobody where none was found in time
   */
  Collection<Transport> find(Set<String> but) throws InterruptedException;
}
