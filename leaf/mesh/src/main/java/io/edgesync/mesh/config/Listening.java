package io.edgesync.mesh.config;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** {@code listen}, {@code host}, {@code port} of one listener, in whatever order they stand. */
final class Listening {
  private String host = "";
  private int port;
  private @Nullable Position at;

  boolean take(String name, Value value) throws ConfigException {
    switch (name) {
      case "listen" -> {
        HostPort both = HostPort.read(value);
        host = both.host();
        port = both.port();
      }
      case "host", "net" -> host = Read.text(value);
      case "port" -> port = Read.port(value);
      default -> {
        return false;
      }
    }
    at = value.at();
    return true;
  }

  boolean isAsked() {
    return at != null;
  }

  boolean namesHost() {
    return !host.isEmpty();
  }

  /** @param portOfZero where no port, or 0, was given */
  InetSocketAddress address(int portOfZero) throws ConfigException {
    Position where = at;
    return new HostPort(host, port).address(portOfZero, where == null ? Position.ofFlag("listen") : where);
  }
}
