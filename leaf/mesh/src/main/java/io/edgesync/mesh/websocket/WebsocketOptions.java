package io.edgesync.mesh.websocket;

import io.edgesync.mesh.tls.TlsOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listener for WebSocket, as a {@code websocket} block of {@code nats-server} has it.
 *
 * @param listen where (port 0: any free port)
 * @param tls null for plain text, which only {@code noTls} allows
 * @param noTls {@code no_tls}: the operator says that plain text will do
 * @param sameOrigin {@code same_origin}: a page may come from the host and port only that it connects to
 * @param allowedOrigins {@code allowed_origins}: pages may come from these only, {@code https://example.org:8443}; empty for all
 * @param compression whether clients that ask for {@code permessage-deflate} get it
 * @param handshakeTimeout {@code handshake_timeout}: within which the upgrade has to be done, TLS included
 */
public record WebsocketOptions(InetSocketAddress listen, @Nullable TlsOptions tls, boolean noTls, boolean sameOrigin,
    List<String> allowedOrigins, boolean compression, Duration handshakeTimeout, WebsocketAuthorization authorization) {

  /** {@code nats-server} waits for ever unless told otherwise. */
  public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(5);

  public WebsocketOptions {
    allowedOrigins = List.copyOf(allowedOrigins);
    if (tls == null && !noTls) {
      throw new IllegalArgumentException(
          "websocket requires TLS configuration: give it a tls block, or say no_tls: true if plain text will do");
    }
    for (String origin : allowedOrigins) {
      if (Origins.Origin.parse(origin) == null) {
        throw new IllegalArgumentException("websocket.allowed_origins: '" + origin
            + "' is not an origin; write it as https://example.org or http://localhost:8080");
      }
    }
    if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
      throw new IllegalArgumentException("websocket.handshake_timeout: " + handshakeTimeout + " must be positive");
    }
  }

  /** Over TLS. */
  public static WebsocketOptions of(InetSocketAddress listen, TlsOptions tls) {
    return new WebsocketOptions(listen, tls, false, false, List.of(), false, HANDSHAKE_TIMEOUT,
        WebsocketAuthorization.NONE);
  }

  /** In plain text. */
  public static WebsocketOptions noTls(InetSocketAddress listen) {
    return new WebsocketOptions(listen, null, true, false, List.of(), false, HANDSHAKE_TIMEOUT,
        WebsocketAuthorization.NONE);
  }

  public WebsocketOptions withSameOrigin(boolean same) {
    return new WebsocketOptions(listen, tls, noTls, same, allowedOrigins, compression, handshakeTimeout,
        authorization);
  }

  public WebsocketOptions withAllowedOrigins(List<String> origins) {
    return new WebsocketOptions(listen, tls, noTls, sameOrigin, origins, compression, handshakeTimeout, authorization);
  }

  public WebsocketOptions withCompression(boolean compress) {
    return new WebsocketOptions(listen, tls, noTls, sameOrigin, allowedOrigins, compress, handshakeTimeout,
        authorization);
  }

  public WebsocketOptions withHandshakeTimeout(Duration timeout) {
    return new WebsocketOptions(listen, tls, noTls, sameOrigin, allowedOrigins, compression, timeout, authorization);
  }

  public WebsocketOptions withAuthorization(WebsocketAuthorization newAuthorization) {
    return new WebsocketOptions(listen, tls, noTls, sameOrigin, allowedOrigins, compression, handshakeTimeout,
        newAuthorization);
  }
}
