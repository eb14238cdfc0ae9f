package io.edgesync.xfer.card;

/**
 * Text for the person at the client: {@code message pull\sonly\s-\snot\sauthorized\sto\spush}.
 *
 * @param text unescaped
 */
public record MessageCard(String text) implements Card {}
