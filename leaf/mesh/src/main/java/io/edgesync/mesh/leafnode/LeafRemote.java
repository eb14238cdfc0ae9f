package io.edgesync.mesh.leafnode;

import io.edgesync.mesh.UrlLogin;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A leafnode listener to hang off: an ordinary {@code nats-server} with {@code leafnodes { … }}, or another daemon of ours. Written
 * {@code nats-leaf://[USER:PASSWORD@]HOST[:PORT]}, or {@code nats-leaf://TOKEN@HOST[:PORT]}.
 *
 * @param port 1 to 65535; {@link #DEFAULT_PORT} where the URL has none
 * @param user for servers that want a user and password, or a token; null for none
 * @param password null for none; {@code user} is a token then
 * @param tls plain text is not spoken with it, whatever it says
 * @param websocketPath what to ask it for, such as {@code /leafnode}, where the link is a WebSocket; null for a plain socket
 */
public record LeafRemote(String host, int port, @Nullable String user, @Nullable String password, boolean tls,
    @Nullable String websocketPath) {
  /** The port that {@code nats-server} assumes for leafnode remotes. */
  public static final int DEFAULT_PORT = 7422;
  public static final String SCHEME = "nats-leaf";
  /** How a listener that takes clients, too, is told that a server comes. */
  private static final String WEBSOCKET_PATH = "/leafnode";

  public LeafRemote {
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("not a leafnode address: '" + host + ":" + port + "'");
    }
  }

  public LeafRemote(String host, int port) {
    this(host, port, null, null);
  }

  public LeafRemote(String host, int port, @Nullable String user, @Nullable String password) {
    this(host, port, user, password, false);
  }

  public LeafRemote(String host, int port, @Nullable String user, @Nullable String password, boolean tls) {
    this(host, port, user, password, tls, null);
  }

  /**
   * Reads the URL.
   *
   * @throws IllegalArgumentException with a message for the user, naming the text and what would be accepted
   */
  public static LeafRemote parse(String url) {
    URI uri;
    try {
      uri = UrlLogin.read(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + e.getInput() + "': " + e.getReason()
          + "; expected nats-leaf://HOST:PORT", e);
    }
    String scheme = uri.getScheme();
    if ("nats".equals(scheme) || "tls".equals(scheme)) {
      throw new IllegalArgumentException(
          "'" + UrlLogin.without(url) + "' is the URL of a NATS client port; a leaf joins through "
              + "the server's leafnode port: nats-leaf://" + (uri.getHost() == null ? "HOST" : uri.getHost()) + ":"
              + DEFAULT_PORT
              + " (the port of leafnodes { … } in nats-server's configuration)");
    }
    if (!SCHEME.equals(scheme)) {
      throw notALeafnode(url);
    }
    return of(uri, url);
  }

  /**
   * Reads a URL as the remotes of {@code nats-server}'s configuration have it: {@code nats://} is a leafnode listener there, too, and
   * {@code tls://} one that speaks TLS. {@code ws://} and {@code wss://} lead to a WebSocket listener, and may have a path, to which
   * {@code /leafnode} is added.
   *
   * @throws IllegalArgumentException with a message for the user, naming the text and what would be accepted
   */
  public static LeafRemote configured(String url) {
    try {
      URI uri = UrlLogin.read(url);
      String scheme = uri.getScheme();
      if (SCHEME.equals(scheme) || "nats".equals(scheme) || "tls".equals(scheme)) {
        return of(uri, url);
      }
      if ("ws".equals(scheme) || "wss".equals(scheme)) {
        return websocket(uri, url);
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + e.getInput() + "': " + e.getReason()
          + "; expected nats-leaf://HOST:PORT", e);
    }
    throw notALeafnode(url);
  }

  private static IllegalArgumentException notALeafnode(String url) {
    return new IllegalArgumentException(
        "'" + UrlLogin.without(url) + "' is not a leafnode URL; expected nats-leaf://HOST:PORT");
  }

  private static LeafRemote of(URI uri, String url) {
    String path = uri.getRawPath();
    if (!(path == null || path.isEmpty() || path.equals("/"))) {
      throw notALeafnode(url);
    }
    return of(uri, url, "tls".equals(uri.getScheme()), null);
  }

  private static LeafRemote websocket(URI uri, String url) {
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "'" + UrlLogin.without(url) + "' is not the URL of a leafnode's WebSocket; expected "
              + uri.getScheme() + "://HOST:PORT/PATH");
    }
    String prefix = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("/+$", "");
    return of(uri, url, "wss".equals(uri.getScheme()), prefix + WEBSOCKET_PATH);
  }

  private static LeafRemote of(URI uri, String url, boolean tls, @Nullable String websocketPath) {
    if (uri.getHost() == null) {
      throw notALeafnode(url);
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "'" + UrlLogin.without(url) + "': port " + port + " is not between 1 and 65535");
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
    return new LeafRemote(host, port, user, password, tls, websocketPath);
  }

  /** The same login at an address that this server told of. */
  LeafRemote at(String otherHost, int otherPort) {
    return new LeafRemote(otherHost, otherPort, user, password, tls, websocketPath);
  }

  boolean isSameAddress(LeafRemote other) {
    return port == other.port && host.equalsIgnoreCase(other.host);
  }

  /** {@code HOST:PORT}, never with the password. */
  public String address() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The URL without user and password. */
  @Override
  public String toString() {
    return websocketPath == null
        ? SCHEME + "://" + address()
        : (tls ? "wss://" : "ws://") + address() + websocketPath;
  }
}
