package io.edgesync.mesh.leafnode;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What answers at an address, told by the INFO line that every NATS listener sends first.
 *
 * @param kind what it is
 * @param detail for a person: the system's error, or the first bytes of an answer that is not NATS; empty for NATS
 */
public record PortProbe(String host, int port, Kind kind, String detail, @Nullable String serverName,
    @Nullable String version, int maxPayloadBytes, boolean authRequired, boolean tlsRequired) {

  /** Kinds of port. */
  public enum Kind {
    /** Takes NATS clients: {@code nats://}. */
    CLIENT,
    /** Takes leafnode links: {@code nats-leaf://}. */
    LEAFNODE,
    /** A NATS server's port for other servers (routes, gateways). */
    OTHER_NATS,
    /** Accepts a connection and does not speak NATS, or says nothing. */
    NOT_NATS,
    /** Refuses or never answers, or its name does not resolve. */
    UNREACHABLE
  }

  /** Connects, reads the greeting and closes. Blocks at most about {@code patience}. Never throws for what it finds. */
  public static PortProbe probe(String host, int port, Duration patience) {
    throw new IllegalStateException("not yet: " + host + port + patience);
  }

  /**
   * One line that says why a leafnode link to this port cannot come up and what to do, or null when the port is a leafnode port.
   * For {@link Kind#UNREACHABLE} the line is a warning only: the upstream may come later.
   */
  public @Nullable String whyNoLeafnode() {
    throw new IllegalStateException("not yet");
  }
}
