package io.edgesync.mesh.broker;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A listener could not be opened: the port is in use, or the address is not this machine's. */
public sealed class ListenException extends IOException permits OpenListenerException {
  private static final long serialVersionUID = 1L;

  private final InetSocketAddress address;

  ListenException(String what, InetSocketAddress address, Throwable cause) {
    super("cannot listen for " + what + " on " + shown(address) + ": " + cause.getMessage()
        + "; stop the program that holds the port, or choose another (0 takes any free one)", cause);
    this.address = address;
  }

  ListenException(String message, InetSocketAddress address) {
    super(message);
    this.address = address;
  }

  static String shown(InetSocketAddress address) {
    String host = address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  public InetSocketAddress address() {
    return address;
  }
}
