package io.edgesync.mesh.monitor;

import io.edgesync.mesh.tls.TlsOptions;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where monitoring answers.
 *
 * @param listen for HTTP; port 0 for any free port
 * @param tls for HTTPS in its place; null for plain text
 * @param basePath what all paths begin with, such as {@code /nats}; empty for nothing
 */
public record MonitorOptions(InetSocketAddress listen, @Nullable TlsOptions tls, String basePath) {

  public MonitorOptions {
    basePath = basePath.isEmpty() || basePath.equals("/")
        ? ""
        : (basePath.startsWith("/") ? basePath : "/" + basePath).replaceAll("/+$", "");
  }

  public static MonitorOptions at(InetSocketAddress listen) {
    return new MonitorOptions(listen, null, "");
  }
}
