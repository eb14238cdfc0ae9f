package io.edgesync.agent.configuration;

import io.edgesync.agent.HttpListen;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where and how Fossil's HTTP is served. What is null was not given.
 *
 * @param listen         {@code serve-http}; without it nothing is served
 * @param certificate    {@code http-tlscert}, with {@code certificateKey}
 * @param authorities    {@code http-tlsca}, only beside a certificate
 * @param connectionsMax {@code http-connections}
 * @param perAddressMax  {@code http-connections-per-address}
 */
public record HttpSettings(@Nullable ListenAddress listen, @Nullable Path certificate, @Nullable Path certificateKey,
    @Nullable Path authorities, @Nullable Integer connectionsMax, @Nullable Integer perAddressMax) {

  public static final HttpSettings NONE = new HttpSettings(null, null, null, null, null, null);

  /** How many connections may be open at once. */
  public static int connections(String text) {
    if (!text.matches("[1-9][0-9]{0,4}")) {
      throw new IllegalArgumentException("'" + text + "', expected a number of connections, 1 to 99999");
    }
    return Integer.parseInt(text);
  }

  /** These, and what they lack of {@code other}; a certificate, and who has to show one, is taken whole from one of the two. */
  HttpSettings over(HttpSettings other) {
    HttpSettings shown = certificate == null && certificateKey == null ? other : this;
    return new HttpSettings(listen == null ? other.listen : listen, shown.certificate, shown.certificateKey,
        authorities == null ? shown.authorities : authorities,
        connectionsMax == null ? other.connectionsMax : connectionsMax,
        perAddressMax == null ? other.perAddressMax : perAddressMax);
  }

  /**
   * What the daemon is told; null where nothing is served.
   *
   * @throws IllegalArgumentException where the settings do not go together
   */
  public @Nullable HttpListen toListen() {
    if ((certificate == null) != (certificateKey == null)) {
      throw new IllegalArgumentException("http-tlscert and http-tlskey go together, give both");
    }
    if (authorities != null && certificate == null) {
      throw new IllegalArgumentException(
          "http-tlsca: clients show certificates over TLS, give http-tlscert and http-tlskey");
    }
    if (listen == null) {
      String given = certificate != null
          ? "http-tlscert"
          : connectionsMax != null ? "http-connections" : perAddressMax != null ? "http-connections-per-address" : null;
      if (given != null) {
        throw new IllegalArgumentException(given + ": no HTTP is served that it could be for, give serve-http");
      }
      return null;
    }
    int connections = connectionsMax == null ? HttpListen.CONNECTIONS_MAX : connectionsMax;
    HttpListen plain = HttpListen.at(listen.address()).withConnectionsMax(connections,
        perAddressMax == null ? Math.max(1, connections / HttpListen.SHARE_OF_ONE) : perAddressMax);
    return certificate == null || certificateKey == null
        ? plain
        : plain.withTls(certificate, certificateKey, authorities);
  }
}
