package io.edgesync.xfer.card;

/**
 * Asks for a configuration area: {@code reqconfig /all}.
 */
public record ReqconfigCard(String area) implements Card {}
