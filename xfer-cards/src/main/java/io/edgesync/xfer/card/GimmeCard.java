package io.edgesync.xfer.card;

import io.edgesync.xfer.artifact.Hash;

/**
 * "Send me this artifact": {@code gimme HASH}.
 */
public record GimmeCard(Hash name) implements Card {}
