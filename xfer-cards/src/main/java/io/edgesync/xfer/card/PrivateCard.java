package io.edgesync.xfer.card;

/**
 * Marks the next {@code file} or {@code cfile} as private: {@code private}.
 */
public record PrivateCard() implements Card {}
