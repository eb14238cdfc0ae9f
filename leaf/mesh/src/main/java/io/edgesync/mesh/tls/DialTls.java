package io.edgesync.mesh.tls;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a link that we dial, as the {@code tls} block of a remote of {@code nats-server} has it.
 *
 * @param caFile PEM: whose certificates the server may show; null for those of this Java
 * @param certFile PEM: our certificate, for servers that ask for one; null for none
 * @param keyFile PEM: its private key; null where there is no certificate
 * @param serverName that the server's certificate has to have; null for the host of the URL
 * @param insecure any certificate of any name will do
 * @param handshakeFirst the handshake comes before INFO
 * @param timeout within which the handshake has to be done
 */
public record DialTls(@Nullable Path caFile, @Nullable Path certFile, @Nullable Path keyFile,
    @Nullable String serverName, boolean insecure, boolean handshakeFirst, Duration timeout) {
  /** With the authorities of this Java. */
  public static final DialTls DEFAULT = new DialTls(null, null, null, null, false, false, TlsOptions.TIMEOUT);

  public DialTls {
    if ((certFile == null) != (keyFile == null)) {
      throw new IllegalArgumentException("tls of a remote: cert_file and key_file go together");
    }
  }

  public DialTls withCaFile(@Nullable Path file) {
    return new DialTls(file, certFile, keyFile, serverName, insecure, handshakeFirst, timeout);
  }

  public DialTls withCertificate(Path newCertFile, Path newKeyFile) {
    return new DialTls(caFile, newCertFile, newKeyFile, serverName, insecure, handshakeFirst, timeout);
  }

  public DialTls withServerName(@Nullable String name) {
    return new DialTls(caFile, certFile, keyFile, name, insecure, handshakeFirst, timeout);
  }

  public DialTls withInsecure(boolean anyCertificate) {
    return new DialTls(caFile, certFile, keyFile, serverName, anyCertificate, handshakeFirst, timeout);
  }

  public DialTls withHandshakeFirst(boolean first) {
    return new DialTls(caFile, certFile, keyFile, serverName, insecure, first, timeout);
  }

  public DialTls withTimeout(Duration newTimeout) {
    return new DialTls(caFile, certFile, keyFile, serverName, insecure, handshakeFirst, newTimeout);
  }
}
