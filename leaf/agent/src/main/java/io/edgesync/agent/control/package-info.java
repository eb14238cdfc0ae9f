/**
 * The way into a running daemon: a Unix domain socket in its state directory, mode 0600, one JSON object per line each way.
 * {@link io.edgesync.agent.control.ControlClient} asks, {@code ControlServer} answers {@code status}, {@code sync-now},
 * {@code commit-hint}, {@code grant}, {@code revoke} and {@code grants}.
 *
 * <p>Who may open the socket may do everything; the file's mode is the whole protection. A line is at most 64 KiB towards the
 * daemon. Each connection has its own virtual thread; of more than 32 the eldest is
 * closed.
 */
@NullMarked
package io.edgesync.agent.control;

import org.jspecify.annotations.NullMarked;
