package io.edgesync.xfer.card;

/**
 * The peer refused: {@code error not\sauthorized\sto\sread}.
 *
 * @param text as the person should see it; texts of {@code file}, {@code cfile} and {@code uvfile} errors are URL-encoded on the
 *             wire and stay so here, as stock clients show them
 */
public record ErrorCard(String text) implements Card {}
