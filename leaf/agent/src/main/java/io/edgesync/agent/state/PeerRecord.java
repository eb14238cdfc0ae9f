package io.edgesync.agent.state;

import io.edgesync.agent.status.SessionState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a peer when the daemon ends.
 *
 * @param last        the last session
 * @param lastSuccess when one last did all that was asked; null for never
 * @param bytesIn     of all sessions
 * @param bytesOut    of all sessions
 */
public record PeerRecord(String peer, SessionState last, @Nullable Instant lastSuccess, long bytesIn, long bytesOut) {}
