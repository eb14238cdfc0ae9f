package io.edgesync.xfer.card;

/**
 * A line that is no card of this protocol, or one with the wrong shape; servers answer it with {@code bad command}.
 *
 * @param line the line without its newline, at most the first 1,000 characters
 */
public record UnknownCard(String line) implements Card {}
