package io.edgesync.xfer.card;

/**
 * "I hold this unversioned file": {@code uvigot NAME MTIME HASH SIZE}.
 *
 * @param hash an artifact name, or {@code -} for a deleted file
 */
public record UvIgotCard(String name, long mtimeSeconds, String hash, long size) implements Card {}
