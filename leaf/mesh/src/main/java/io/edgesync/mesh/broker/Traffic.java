package io.edgesync.mesh.broker;

/**
 * Messages of one connection, and the bytes of their headers and payloads. The counts are kept without synchronisation and read from
 * other threads: they may be a little old.
 */
public record Traffic(long inMessages, long inBytes, long outMessages, long outBytes) {}
