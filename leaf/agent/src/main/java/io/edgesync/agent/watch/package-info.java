/**
 * Notices what happens to a repository, whoever did it: {@link io.edgesync.agent.watch.FileEvents} hears of transactions by their
 * journals, {@link io.edgesync.agent.watch.RepositoryWatch} then asks the repository what is new, keeps the fingerprint
 * and tells its listener.
 *
 * <pre>
 * fossil commit → journal appears, journal goes → FileEvents → RepositoryWatch.nudge → data_version → new names
 * </pre>
 *
 * A slow poll is the safety net for file systems without events. Nothing here opens the file but through the repository.
 *
 * <p>Threads: one virtual thread for all events, one for each repository; a look holds a lock, so that the listener hears of
 * every name once and in order.
 */
@NullMarked
package io.edgesync.agent.watch;

import org.jspecify.annotations.NullMarked;
