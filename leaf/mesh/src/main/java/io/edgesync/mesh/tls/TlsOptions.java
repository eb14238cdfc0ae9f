package io.edgesync.mesh.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a listener, as a {@code tls} block of {@code nats-server} has it.
 *
 * @param certFile PEM: the server's certificate, then those between it and the root
 * @param keyFile PEM: its private key, not encrypted
 * @param caFile PEM: whose certificates clients may show; null for those of this Java
 * @param clients what is asked of clients
 * @param pinnedCerts hex of SHA-256 of the public keys that clients may have; empty for all
 * @param ciphers by name, for TLS 1.2; empty for those of this Java
 * @param timeout within which the handshake has to be done
 * @param mode what comes first on a connection
 */
public record TlsOptions(Path certFile, Path keyFile, @Nullable Path caFile, Clients clients, Set<String> pinnedCerts,
    List<String> ciphers, Duration timeout, Mode mode) {
  public static final Duration TIMEOUT = Duration.ofSeconds(2);
  /** How long {@code handshake_first: auto} waits for the client. */
  public static final Duration FALLBACK = Duration.ofMillis(50);

  /** What is asked of clients. */
  public enum Clients {
    /** No certificate. */
    ANY,
    /** {@code verify}: a certificate of {@link TlsOptions#caFile}. */
    VERIFIED,
    /** {@code verify_and_map}: one, and it names the user. */
    MAPPED
  }

  /** What comes first on a connection. */
  public sealed interface Mode {
    Mode INFO_FIRST = new InfoFirst(false);

    /** INFO in plain text, then the handshake; with {@code plainToo} ({@code allow_non_tls}) a client may go on in plain text. */
    record InfoFirst(boolean plainToo) implements Mode {}

    /** The handshake, then INFO ({@code handshake_first}); a client silent for {@code fallback} is sent INFO first, if it is not null. */
    record HandshakeFirst(@Nullable Duration fallback) implements Mode {}
  }

  public TlsOptions {
    pinnedCerts = pinnedCerts.stream().map(pin -> pin.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    ciphers = List.copyOf(ciphers);
    for (String pin : pinnedCerts) {
      if (!pin.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            "pinned_certs: '" + pin + "' is not the hex form of a SHA-256, 64 digits");
      }
    }
  }

  public static TlsOptions of(Path certFile, Path keyFile) {
    return new TlsOptions(certFile, keyFile, null, Clients.ANY, Set.of(), List.of(), TIMEOUT, Mode.INFO_FIRST);
  }

  public TlsOptions withClients(Clients asked, @Nullable Path newCaFile) {
    return new TlsOptions(certFile, keyFile, newCaFile, asked, pinnedCerts, ciphers, timeout, mode);
  }

  public TlsOptions withPinnedCerts(Set<String> pins) {
    return new TlsOptions(certFile, keyFile, caFile, clients, pins, ciphers, timeout, mode);
  }

  public TlsOptions withTimeout(Duration newTimeout) {
    return new TlsOptions(certFile, keyFile, caFile, clients, pinnedCerts, ciphers, newTimeout, mode);
  }

  public TlsOptions withMode(Mode newMode) {
    return new TlsOptions(certFile, keyFile, caFile, clients, pinnedCerts, ciphers, timeout, newMode);
  }

  /** Clients have to show a certificate. */
  public boolean verifies() {
    return clients != Clients.ANY || !pinnedCerts.isEmpty();
  }
}
