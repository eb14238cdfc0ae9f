package io.edgesync.xfer.card;

/**
 * The record id that the next {@code clone} card should name: {@code clone_seqno 4711}; 0 when the clone is complete.
 */
public record CloneSeqnoCard(int sequence) implements Card {}
