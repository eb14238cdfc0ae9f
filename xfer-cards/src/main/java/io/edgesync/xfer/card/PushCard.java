package io.edgesync.xfer.card;

/**
 * Announces that the client will send artifacts, or, from a server in a clone, names the codes of its repository:
 * {@code push SERVERCODE PROJECTCODE}.
 */
public record PushCard(String serverCode, String projectCode) implements Card {}
