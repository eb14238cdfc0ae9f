package io.edgesync.xfer.card;

/**
 * "Send me this unversioned file": {@code uvgimme NAME}.
 */
public record UvGimmeCard(String name) implements Card {}
