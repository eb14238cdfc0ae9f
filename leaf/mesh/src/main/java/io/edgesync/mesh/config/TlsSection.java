package io.edgesync.mesh.config;

import io.edgesync.mesh.tls.CipherSuites;
import io.edgesync.mesh.tls.TlsOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code tls { cert_file: a, key_file: b, ca_file: c, verify: true, timeout: 2 }} of a listener. */
final class TlsSection {
  private final Path directory;
  private @Nullable Path certFile;
  private @Nullable Path keyFile;
  private @Nullable Path caFile;
  private TlsOptions.Clients clients = TlsOptions.Clients.ANY;
  private Set<String> pinned = Set.of();
  private List<String> ciphers = List.of();
  private Duration timeout = TlsOptions.TIMEOUT;
  private TlsOptions.Mode mode = TlsOptions.Mode.INFO_FIRST;

  private TlsSection(Path directory) {
    this.directory = directory;
  }

  /** @param directory what paths are relative to */
  static TlsOptions read(Value value, Path directory, Problems problems) throws ConfigException {
    var section = new TlsSection(directory);
    Section.read(Read.block(value), problems, section::take);
    return section.options(value.at());
  }

  private boolean take(String name, Value value) throws ConfigException {
    switch (name) {
      case "cert_file" -> certFile = directory.resolve(Read.text(value));
      case "key_file" -> keyFile = directory.resolve(Read.text(value));
      case "ca_file" -> caFile = directory.resolve(Read.text(value));
      case "verify" -> {
        if (Read.flag(value) && clients == TlsOptions.Clients.ANY) {
          clients = TlsOptions.Clients.VERIFIED;
        }
      }
      case "verify_and_map" -> {
        if (Read.flag(value)) {
          clients = TlsOptions.Clients.MAPPED;
        }
      }
      case "timeout" -> timeout = Read.timeout(name, value);
      case "pinned_certs" -> pinned = Set.copyOf(Read.texts(value));
      case "cipher_suites" -> ciphers = ciphers(value);
      case "handshake_first", "first", "immediate" -> mode = handshakeFirst(name, value);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static List<String> ciphers(Value value) throws ConfigException {
    List<String> names = Read.texts(value);
    for (String name : names) {
      if (!CipherSuites.isSupported(name)) {
        throw new ConfigException(value.at(), "unrecognized cipher " + name);
      }
    }
    return names;
  }

  private static TlsOptions.Mode handshakeFirst(String name, Value value) throws ConfigException {
    if (value instanceof Value.Flag(boolean isSet, Position _)) {
      return isSet ? new TlsOptions.Mode.HandshakeFirst(null) : TlsOptions.Mode.INFO_FIRST;
    }
    return new TlsOptions.Mode.HandshakeFirst(
        Read.text(value).equals("auto") ? TlsOptions.FALLBACK : Read.duration(name, value));
  }

  private TlsOptions options(Position at) throws ConfigException {
    if (certFile == null) {
      throw new ConfigException(at, "missing 'cert_file' in TLS configuration");
    }
    if (keyFile == null) {
      throw new ConfigException(at, "missing 'key_file' in TLS configuration");
    }
    return new TlsOptions(certFile, keyFile, caFile, clients, pinned, ciphers, timeout, mode);
  }
}
