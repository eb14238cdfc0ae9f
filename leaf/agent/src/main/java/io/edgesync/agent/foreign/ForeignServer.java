package io.edgesync.agent.foreign;

import io.edgesync.mesh.UrlLogin;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The client port of a NATS server, written {@code nats://[USER:PASSWORD@]HOST[:PORT]} or {@code nats://TOKEN@HOST[:PORT]};
 * {@code tls://} in place of {@code nats://} speaks nothing but TLS.
 *
 * @param port     1 to 65535; {@link #DEFAULT_PORT} where the URL has none
 * @param user     for servers that want a user and password, or a token; null for none
 * @param password null for none; {@code user} is a token then
 */
public record ForeignServer(String host, int port, @Nullable String user, @Nullable String password, boolean tls) {

  /** The port that {@code nats-server} listens on for clients. */
  public static final int DEFAULT_PORT = 4222;

  public ForeignServer {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not an address of a NATS server: '" + host + ":" + port + "'");
    }
  }

  /** Whether the URL is meant for a client port, by its scheme. */
  public static boolean isOne(String url) {
    String lower = url.toLowerCase(Locale.ROOT);
    return lower.startsWith("nats://") || lower.startsWith("tls://");
  }

  /**
   * Reads the URL.
   *
   * @throws IllegalArgumentException with a message for the user, which names the text without its login
   */
  public static ForeignServer parse(String url) {
    URI uri;
    try {
      uri = UrlLogin.read(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + e.getInput() + "': " + e.getReason()
          + "; expected nats://HOST:PORT or tls://HOST:PORT", e);
    }
    String path = uri.getRawPath();
    if (!isOne(url) || uri.getHost() == null || !(path == null || path.isEmpty() || path.equals("/"))) {
      throw new IllegalArgumentException(notOne(url));
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "'" + UrlLogin.without(url) + "': port " + port + " is not between 1 and 65535");
    }
    String login = uri.getUserInfo();
    int colon = login == null ? -1 : login.indexOf(':');
    String user = login == null || login.isEmpty() ? null : colon < 0 ? login : login.substring(0, colon);
    String password = login == null || colon < 0 ? null : login.substring(colon + 1);
    String host = uri.getHost();
    return new ForeignServer(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port, user, password,
        uri.getScheme().equalsIgnoreCase("tls"));
  }

  private static String notOne(String url) {
    return "'" + UrlLogin.without(url)
        + "' is not the URL of a NATS server; expected nats://HOST:PORT or tls://HOST:PORT";
  }

  /** {@code HOST:PORT}. */
  public String address() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The URL without user, password and token. */
  @Override
  public String toString() {
    return (tls ? "tls://" : "nats://") + address();
  }
}
