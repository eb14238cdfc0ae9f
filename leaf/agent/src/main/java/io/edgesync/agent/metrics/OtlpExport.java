package io.edgesync.agent.metrics;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.ipc.http.HttpUrlConnectionSender;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpHttpMetricsSender;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the registry that sends figures by OTLP, once a minute and at the end. */
final class OtlpExport {

  private static final Logger LOG = LoggerFactory.getLogger(OtlpExport.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private OtlpExport() {}

  static void addTo(CompositeMeterRegistry all, URI endpoint) {
    Map<String, String> settings = Map.of("otlp.url", endpoint.toString(), "otlp.resourceAttributes",
        "service.name=edgesync");
    OtlpConfig config = settings::get;
    var http = new OtlpHttpMetricsSender(new HttpUrlConnectionSender(PATIENCE, PATIENCE));
    // An endpoint's path and query may hold a key.
    String receiver = "otlp=" + endpoint.getScheme() + "://" + endpoint.getHost() + ":" + endpoint.getPort();
    all.add(OtlpMeterRegistry.builder(config)
        .metricsSender(new HeardSender(http, line -> LOG.warn("{} {}", line, receiver))).build());
  }
}
