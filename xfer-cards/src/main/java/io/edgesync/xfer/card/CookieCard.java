package io.edgesync.xfer.card;

/**
 * State that a client keeps for a server: {@code cookie TEXT}.
 */
public record CookieCard(String text) implements Card {}
