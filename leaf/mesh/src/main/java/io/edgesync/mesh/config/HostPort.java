package io.edgesync.mesh.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where to listen, as {@code listen: "HOST:PORT"} has it.
 *
 * @param host empty where none was given
 * @param port -1 for any that is free
 */
record HostPort(String host, int port) {

  /** {@code 4222}, {@code "127.0.0.1:4222"}, {@code ":4222"}, {@code "[::1]:4222"}. */
  static HostPort read(Value value) throws ConfigException {
    if (value instanceof Value.Whole) {
      return new HostPort("", Read.port(value));
    }
    if (!(value instanceof Value.Text(String text, Position at))) {
      throw new ConfigException(value.at(), "expected port or host:port, got " + value.kind());
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (colon < 0 || host.indexOf(':') >= 0) {
      throw new ConfigException(at, "could not parse address string \"" + text + "\"");
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port < -1 || port > 65_535) {
        throw new ConfigException(at, "port " + port + " is not between -1 and 65535");
      }
      return new HostPort(host, port);
    } catch (NumberFormatException e) {
      throw new ConfigException(at, "could not parse port \"" + text.substring(colon + 1) + "\"");
    }
  }

  /** Loopback where no host was given; any free port for -1. */
  InetSocketAddress address(int portOfZero, Position at) throws ConfigException {
    int wanted = port == 0 ? portOfZero : Math.max(port, 0);
    try {
      return new InetSocketAddress(host.isEmpty() ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host),
          wanted);
    } catch (UnknownHostException e) {
      throw new ConfigException(at, "unknown host \"" + host + "\"");
    }
  }
}
