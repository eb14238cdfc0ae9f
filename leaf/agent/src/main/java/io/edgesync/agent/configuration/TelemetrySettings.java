package io.edgesync.agent.configuration;

import io.edgesync.agent.metrics.TelemetryOptions;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What figures leave the daemon. What is null was not given.
 *
 * @param page {@code metrics}
 * @param otlp {@code otlp}
 */
public record TelemetrySettings(@Nullable Boolean page, @Nullable URI otlp) {

  public static final TelemetrySettings NONE = new TelemetrySettings(null, null);

  TelemetrySettings over(TelemetrySettings other) {
    return new TelemetrySettings(page == null ? other.page : page, otlp == null ? other.otlp : otlp);
  }

  /**
   * What the daemon is told.
   *
   * @throws IllegalArgumentException where the page has no front
   */
  public TelemetryOptions toOptions(boolean isHttpServed) {
    boolean hasPage = Objects.requireNonNullElse(page, false);
    if (hasPage && !isHttpServed) {
      throw new IllegalArgumentException("metrics: the page is one of the HTTP front, give serve-http");
    }
    return new TelemetryOptions(hasPage, otlp);
  }
}
