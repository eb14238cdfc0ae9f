package io.edgesync.repository.purge;

import java.time.Instant;

/**
 * One purge.
 *
 * @param id    what {@code fossil purge list} shows, and {@code undo} and {@code obliterate} take
 * @param notes what was said about it, often nothing
 */
public record PurgeEvent(long id, Instant time, String notes) {}
