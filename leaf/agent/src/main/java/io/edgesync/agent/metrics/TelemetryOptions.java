package io.edgesync.agent.metrics;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What figures leave the daemon.
 *
 * @param page whether {@code /metrics} of the HTTP front has them for Prometheus
 * @param otlp where they are sent by OTLP over HTTP, such as {@code http://collector:4318/v1/metrics}; null for nowhere
 */
public record TelemetryOptions(boolean page, @Nullable URI otlp) {

  public static final TelemetryOptions NONE = new TelemetryOptions(false, null);

  /** @throws IllegalArgumentException naming what would be accepted */
  public static URI endpoint(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      uri = URI.create("");
    }
    boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!isHttp || uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "expected the URL of an OTLP receiver without a login, such as http://127.0.0.1:4318/v1/metrics");
    }
    return uri;
  }
}
