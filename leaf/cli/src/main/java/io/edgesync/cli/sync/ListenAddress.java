package io.edgesync.cli.sync;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where to listen, as an operator writes it: {@code PORT} or {@code :PORT} for this machine only, {@code HOST:PORT} or
 * {@code [IPV6]:PORT} for that interface, {@code 0.0.0.0:PORT} for all.
 *
 * @param address   host and port; port 0 leaves the choice to the system
 * @param isAssumed whether the host was left out, so that loopback was assumed
 */
record ListenAddress(InetSocketAddress address, boolean isAssumed) {

  static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    int port = port(text, text.substring(colon + 1));
    if (host.isEmpty()) {
      return new ListenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), true);
    }
    if (host.indexOf(':') >= 0 && !host.startsWith("[")) {
      throw new TypeConversionException("'" + text + "': write an IPv6 address in brackets, for example [::1]:8080");
    }
    try {
      return new ListenAddress(new InetSocketAddress(InetAddress.getByName(host), port), false);
    } catch (UnknownHostException e) {
      throw new TypeConversionException(
          "'" + text + "': unknown host " + host + ", expected an address of this machine");
    }
  }

  private static int port(String text, String digits) {
    if (digits.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(digits);
      if (port <= 65_535) {
        return port;
      }
    }
    throw new TypeConversionException("'" + text + "' is no address to listen on, expected PORT, :PORT or HOST:PORT");
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<ListenAddress> {
    @Override
    public ListenAddress convert(String value) {
      return parse(value);
    }
  }
}
