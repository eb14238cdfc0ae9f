package io.edgesync.xfer.card;

/**
 * Asks for what the client lacks: {@code pull SERVERCODE PROJECTCODE}.
 *
 * @param serverCode  the sender's server code; receivers never examine it
 * @param projectCode as sent, not yet compared with the repository's
 */
public record PullCard(String serverCode, String projectCode) implements Card {}
