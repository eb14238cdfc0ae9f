package io.edgesync.xfer.card;

/**
 * A line that starts with {@code #}: the client's random line, the server's timestamp.
 *
 * @param text what follows the {@code #}, without the newline
 */
public record CommentCard(String text) implements Card {}
