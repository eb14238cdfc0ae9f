/**
 * What a daemon keeps between two runs, all in one directory that only its user may enter: the node's key (mode 0600), a lock
 * that is held while it runs, the control socket, and {@code state.db}, an SQLite database of our own with the last session of
 * each repository and peer, the artifacts that were refused, and the grants that {@link io.edgesync.agent.state.GrantBook} gives out. Nothing of it ever goes into a {@code .fossil} file.
 *
 * <p>{@link io.edgesync.agent.state.StateDirectory} finds, makes and locks it. Losing the directory loses the node's identity
 * and its history of sessions, never an artifact.
 */
@NullMarked
package io.edgesync.agent.state;

import org.jspecify.annotations.NullMarked;
