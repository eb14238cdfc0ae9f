package io.edgesync.agent.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one repository stands with one peer.
 *
 * @param peer        the peer's node key, or a URL without credentials
 * @param standing    the one word, see {@link Standing}
 * @param asOf        the moment that the word speaks of: when the fingerprints were found equal, when the session ended, since when the peer
 *                    is gone; null where there was none, and for what is so now
 * @param behind      artifacts that the peer is known to hold and we lack; there may be more
 * @param syncing     a session runs
 * @param blocked     artifacts that did not cross with this peer, with the reason
 * @param notes       what the peer denied us while the rest goes on, such as pushing
 * @param lastSuccess when a session last did all that was asked; null for never
 * @param bytesIn     bytes of replies, of all sessions ever
 * @param bytesOut    bytes of requests, of all sessions ever
 * @param last        the last session
 */
public record PeerState(String peer, Standing standing, @Nullable Instant asOf, int behind, boolean syncing,
    List<BlockedArtifact> blocked, List<String> notes, @Nullable Instant lastSuccess, long bytesIn, long bytesOut,
    SessionState last) {

  public PeerState {
    blocked = List.copyOf(blocked);
    notes = List.copyOf(notes);
  }
}
