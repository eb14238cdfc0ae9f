package io.edgesync.repository.purge;

import io.edgesync.xfer.artifact.Hash;

/**
 * An artifact in the graveyard.
 *
 * @param id          of this item
 * @param sourceId    the item that its stored bytes are a delta on, 0 where they are the whole of it
 * @param sizeBytes   of the artifact
 * @param storedBytes of what is stored of it
 * @param description what it was, as {@code fossil purge list -l} says it
 */
public record PurgeItem(long id, Hash name, long sourceId, boolean isPrivate, long sizeBytes,
    long storedBytes, String description) {}
