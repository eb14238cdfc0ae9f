package io.edgesync.xfer.card;

/**
 * Asks for artifacts by record id: {@code clone 3 1}; a bare {@code clone} has version and sequence 0.
 *
 * @param version  clone protocol: 2 sends {@code file} cards, 3 and above {@code cfile}
 * @param sequence first record id wanted
 */
public record CloneCard(int version, int sequence) implements Card {}
