package io.edgesync.cli.sync;

import io.edgesync.agent.configuration.TelemetrySettings;
import io.edgesync.agent.metrics.TelemetryOptions;
import io.edgesync.cli.console.Arguments;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code --metrics} and {@code --otlp}: what figures leave the daemon. */
public final class TelemetryFlags {

  @Option(names = "--metrics", description = "Figures for Prometheus at /metrics of the HTTP front.")
  private boolean hasPage;

  @Option(names = "--otlp", paramLabel = "URL", converter = ToEndpoint.class, description = "Send figures there by OTLP once a minute, such as http://127.0.0.1:4318/v1/metrics. Default: nowhere.")
  private @Nullable URI otlp;

  /** Reads the URL of a receiver. */
  static final class ToEndpoint implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
      return Arguments.convert(text, TelemetryOptions::endpoint);
    }
  }

  TelemetrySettings given() {
    return new TelemetrySettings(hasPage ? Boolean.TRUE : null, otlp);
  }
}
