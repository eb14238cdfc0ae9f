package io.edgesync.agent.configuration;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where to listen, as an operator writes it: {@code PORT} or {@code :PORT} for this machine only, {@code HOST:PORT} or
 * {@code [IPV6]:PORT} for that interface, {@code 0.0.0.0:PORT} for all.
 *
 * @param address   host and port; port 0 leaves the choice to the system
 * @param isAssumed whether the host was left out, so that loopback was assumed
 */
public record ListenAddress(InetSocketAddress address, boolean isAssumed) {

  /** @throws IllegalArgumentException that says what is accepted */
  public static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    int port = port(text, text.substring(colon + 1));
    if (host.isEmpty()) {
      return new ListenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), true);
    }
    if (host.indexOf(':') >= 0 && !host.startsWith("[")) {
      throw new IllegalArgumentException("'" + text + "': write an IPv6 address in brackets, for example [::1]:8080");
    }
    try {
      return new ListenAddress(new InetSocketAddress(InetAddress.getByName(host), port), false);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "'" + text + "': unknown host " + host + ", expected an address of this machine");
    }
  }

  /** Whether not both can be listened on. */
  boolean collidesWith(ListenAddress other) {
    return address.getPort() != 0 && address.getPort() == other.address.getPort()
        && (address.getAddress().isAnyLocalAddress() || other.address.getAddress().isAnyLocalAddress()
            || address.getAddress().equals(other.address.getAddress()));
  }

  private static int port(String text, String digits) {
    if (digits.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(digits);
      if (port <= 65_535) {
        return port;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is no address to listen on, expected PORT, :PORT or HOST:PORT");
  }
}
