/**
 * What a daemon says about itself: {@link io.edgesync.agent.status.DaemonStatus} with its links, repositories and the last
 * session with each peer, and {@link io.edgesync.agent.status.StatusJson}, the same as JSON for the control socket and for
 * {@code edgesync status --json}.
 *
 * <p>Plain values, made on demand, safe to hand to any thread. Nothing here decides anything.
 */
@NullMarked
package io.edgesync.agent.status;

import org.jspecify.annotations.NullMarked;
