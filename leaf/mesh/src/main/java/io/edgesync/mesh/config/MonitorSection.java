package io.edgesync.mesh.config;

import io.edgesync.mesh.monitor.MonitorOptions;
import io.edgesync.mesh.tls.TlsOptions;
import org.jspecify.annotations.Nullable;

/** {@code http}, {@code http_port}, {@code https}, {@code https_port}, {@code http_base_path}. */
final class MonitorSection {
  private String host = "";
  private int httpPort;
  private int httpsPort;
  private String basePath = "";
  private @Nullable Position at;

  boolean take(String name, Value value) throws ConfigException {
    switch (name) {
      case "http" -> {
        HostPort both = HostPort.read(value);
        host = both.host();
        httpPort = both.port();
      }
      case "https" -> {
        HostPort both = HostPort.read(value);
        host = both.host();
        httpsPort = both.port();
      }
      case "http_port", "monitor_port" -> httpPort = Read.port(value);
      case "https_port" -> httpsPort = Read.port(value);
      case "http_base_path" -> basePath = Read.text(value);
      default -> {
        return false;
      }
    }
    at = value.at();
    return true;
  }

  /** Null where none is asked for. */
  @Nullable
  MonitorOptions options(@Nullable TlsOptions tls) throws ConfigException {
    Position where = at;
    if (where == null || (httpPort == 0 && httpsPort == 0)) {
      return null;
    }
    if (httpPort != 0 && httpsPort != 0) {
      throw new ConfigException(where,
          "can't specify both HTTP (" + httpPort + ") and HTTPs (" + httpsPort + ") ports");
    }
    if (httpsPort != 0 && tls == null) {
      throw new ConfigException(where, "TLS cert and key required for HTTPS");
    }
    int port = httpPort == 0 ? httpsPort : httpPort;
    return new MonitorOptions(new HostPort(host, port).address(0, where), httpsPort == 0 ? null : tls, basePath);
  }
}
