package io.edgesync.mesh.leafnode;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A leafnode listener to hang off: an ordinary {@code nats-server} with {@code leafnodes { … }}, or another daemon of ours. Written
 * {@code nats-leaf://[USER:PASSWORD@]HOST[:PORT]}.
 *
 * @param port 1 to 65535; {@link #DEFAULT_PORT} where the URL has none
 * @param user for servers that want a user and password; null for none
 */
public record LeafRemote(String host, int port, @Nullable String user, @Nullable String password) {
  /** The port that {@code nats-server} assumes for leafnode remotes. */
  public static final int DEFAULT_PORT = 7422;
  public static final String SCHEME = "nats-leaf";

  public LeafRemote {
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("not a leafnode address: '" + host + ":" + port + "'");
    }
  }

  public LeafRemote(String host, int port) {
    this(host, port, null, null);
  }

  /**
   * Reads the URL.
   *
   * @throws IllegalArgumentException with a message for the user, naming the text and what would be accepted
   */
  public static LeafRemote parse(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + withoutPassword(url) + "' is not a URL; expected nats-leaf://HOST:PORT",
          e);
    }
    String scheme = uri.getScheme();
    if ("nats".equals(scheme) || "tls".equals(scheme)) {
      throw new IllegalArgumentException(
          "'" + withoutPassword(url) + "' is the URL of a NATS client port; a leaf joins through "
              + "the server's leafnode port: nats-leaf://" + (uri.getHost() == null ? "HOST" : uri.getHost()) + ":"
              + DEFAULT_PORT
              + " (the port of leafnodes { … } in nats-server's configuration)");
    }
    String path = uri.getRawPath();
    if (!SCHEME.equals(scheme) || uri.getHost() == null || !(path == null || path.isEmpty() || path.equals("/"))) {
      throw new IllegalArgumentException(
          "'" + withoutPassword(url) + "' is not a leafnode URL; expected nats-leaf://HOST:PORT");
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "'" + withoutPassword(url) + "': port " + port + " is not between 1 and 65535");
    }
    String user = null;
    String password = null;
    if (uri.getUserInfo() != null) {
      int colon = uri.getUserInfo().indexOf(':');
      user = colon < 0 ? uri.getUserInfo() : uri.getUserInfo().substring(0, colon);
      password = colon < 0 ? null : uri.getUserInfo().substring(colon + 1);
    }
    String host = uri.getHost();
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    return new LeafRemote(host, port, user, password);
  }

  private static String withoutPassword(String url) {
    return url.replaceFirst("://[^/@]*@", "://…@");
  }

  /** {@code HOST:PORT}, never with the password. */
  public String address() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The URL without user and password. */
  @Override
  public String toString() {
    return SCHEME + "://" + address();
  }
}
