/**
 * Commands that reach peers: {@link io.edgesync.cli.sync.CloneCommand}, {@link io.edgesync.cli.sync.SyncOnceCommand},
 * {@link io.edgesync.cli.sync.SyncStartCommand} (the daemon) and {@link io.edgesync.cli.sync.StatusCommand} (what the daemon
 * says about itself).
 *
 * <pre>
 * URL → PeerUrl → Transport (HTTP, or NATS through a MeshClient) → session of sync → one summary
 * </pre>
 *
 * <p>A wrong kind of URL is refused before anything is opened, and the right kind is named.
 *
 * <p>Threads: sessions run on the command's thread. The daemon has its own; signals ask it to end, to start sessions, or to read its file again.
 */
@NullMarked
package io.edgesync.cli.sync;

import org.jspecify.annotations.NullMarked;
