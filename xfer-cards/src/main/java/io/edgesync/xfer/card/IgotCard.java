package io.edgesync.xfer.card;

import io.edgesync.xfer.artifact.Hash;

/**
 * "I hold this artifact": {@code igot HASH}, or {@code igot HASH 1} when it is private there.
 */
public record IgotCard(Hash name, boolean isPrivate) implements Card {}
