package io.edgesync.mesh.leafnode;

import io.edgesync.mesh.LinkId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a leafnode link is doing: one for each configured remote, up or not, and one for each link that others have made to us.
 *
 * @param direction who dials
 * @param standing what the other end is to us; while the link is not up, what it is to be
 * @param address {@code nats-leaf://HOST:PORT} of the remote, or {@code HOST:PORT} the peer came from
 * @param state of the link now
 * @param since when it entered that state
 * @param lastError why it is not up, or why it went down last; stays readable while the redials go on; null when there was none
 * @param link set while up
 * @param peerName the server name the peer states, which for our own kind is its node key; null before it was up
 * @param peerKey the node key that the peer has proven; null where it has not
 * @param peerVersion the NATS version the peer states
 * @param peerMaxPayloadBytes the largest message the peer takes, 0 while unknown
 */
public record LinkStatus(Direction direction, Standing standing, String address, State state, Instant since,
    @Nullable String lastError,
    @Nullable LinkId link, @Nullable String peerName, @Nullable String peerKey, @Nullable String peerVersion,
    int peerMaxPayloadBytes) {

  /** Who dials. */
  public enum Direction {
    SOLICITED, ACCEPTED
  }

  /** What the other end of a link is to us, and so where we pass on what it sends. */
  public enum Standing {
    /** We hang off it: what it sends goes to those who hang off us. */
    HUB,
    /** It hangs off us: what it sends goes to all others who do, and to our hubs. */
    LEAF,
    /** Neither: what it sends stays here. */
    PEER
  }

  /** Where a link is between its attempts. */
  public enum State {
    CONNECTING, UP, DOWN
  }
}
