package io.edgesync.agent.metrics;

import io.edgesync.agent.http.Page;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** Loads the registry for Prometheus, which nobody needs who does not ask for it. */
final class PrometheusExport {

  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private PrometheusExport() {}

  static Page addTo(CompositeMeterRegistry all) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    all.add(registry);
    return visitor -> new Page.Sheet(200, TYPE, registry.scrape(TYPE));
  }
}
