package io.edgesync.xfer.card;

/**
 * Stands for a card whose payload is larger than the reader takes ({@link CardLimits#payloadBytesMax()} or the whole memory
 * budget). Never on the wire: a reader makes it, skips the payload, and goes on with the next card, so that one artifact can be
 * refused by name without losing the round.
 *
 * @param card         the first word of the line, {@code file}, {@code cfile}, {@code uvfile} or {@code config}
 * @param name         the artifact's hash, the file's name or the configuration area
 * @param payloadBytes as the line announced it
 * @param limitBytes   what the reader would have taken
 */
public record OversizeCard(String card, String name, long payloadBytes, long limitBytes) implements Card {}
