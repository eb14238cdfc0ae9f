package io.edgesync.agent;

import io.edgesync.mesh.tls.TlsOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where and how Fossil's HTTP is served.
 *
 * @param address        port 0 chooses one
 * @param tls            for HTTPS, and nothing else there; null for plain text
 * @param connectionsMax connections open at once
 * @param perAddressMax  of them, those from one address
 */
public record HttpListen(InetSocketAddress address, @Nullable TlsOptions tls, int connectionsMax, int perAddressMax) {

  public static final int CONNECTIONS_MAX = 256;
  /** One address has a quarter of them at most, unless told otherwise. */
  public static final int SHARE_OF_ONE = 4;
  /** A client far away needs a few packets for it. */
  private static final Duration HANDSHAKE_PATIENCE = Duration.ofSeconds(10);

  public HttpListen {
    if (connectionsMax < 1 || perAddressMax < 1) {
      throw new IllegalArgumentException("HTTP: no connections allowed, expected at least 1");
    }
  }

  /** In plain text. */
  public static HttpListen at(InetSocketAddress address) {
    return new HttpListen(address, null, CONNECTIONS_MAX, CONNECTIONS_MAX / SHARE_OF_ONE);
  }

  /**
   * By HTTPS.
   *
   * @param certificate PEM: the certificate, then those between it and the root; read anew when it changes, as the other files are
   * @param key         PEM: its private key, not encrypted
   * @param authorities PEM: whose certificates clients have to show; null when they need none
   */
  public HttpListen withTls(Path certificate, Path key, @Nullable Path authorities) {
    TlsOptions with = TlsOptions.of(certificate, key).withTimeout(HANDSHAKE_PATIENCE);
    return new HttpListen(address,
        authorities == null ? with : with.withClients(TlsOptions.Clients.VERIFIED, authorities), connectionsMax,
        perAddressMax);
  }

  public HttpListen withConnectionsMax(int connections, int perAddress) {
    return new HttpListen(address, tls, connections, perAddress);
  }
}
