package io.edgesync.agent.metrics;

import io.edgesync.agent.http.Page;
import io.edgesync.agent.status.DaemonStatus;
import io.edgesync.mesh.broker.BrokerStatus;
import io.edgesync.mesh.monitor.BrokerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who observes one daemon, and where its figures go. Given to a daemon, which closes it. */
public final class Telemetry implements AutoCloseable {

  private final SyncObserver observer;
  private final @Nullable MeterRegistry registry;
  private final @Nullable Page page;

  private Telemetry(SyncObserver observer, @Nullable MeterRegistry registry, @Nullable Page page) {
    this.observer = observer;
    this.registry = registry;
    this.page = page;
  }

  /** Nobody observes, nothing is counted. */
  public static Telemetry none() {
    return new Telemetry(SyncObserver.SILENT, null, null);
  }

  /** Figures as the options say; loads what they need and nothing else. */
  public static Telemetry of(TelemetryOptions options, SyncObserver... observers) {
    URI otlp = options.otlp();
    if (!options.page() && otlp == null) {
      return new Telemetry(new Observers(List.of(observers)), null, null);
    }
    CompositeMeterRegistry all = new CompositeMeterRegistry();
    Page page = options.page() ? PrometheusExport.addTo(all) : null;
    if (otlp != null) {
      OtlpExport.addTo(all, otlp);
    }
    return into(all, page, observers);
  }

  /** Figures in a registry of whoever embeds the daemon; it is closed with the daemon. */
  public static Telemetry into(MeterRegistry registry, SyncObserver... observers) {
    return into(registry, null, observers);
  }

  private static Telemetry into(MeterRegistry registry, @Nullable Page page, SyncObserver... observers) {
    List<SyncObserver> all = new ArrayList<>(List.of(observers));
    all.add(new SyncMetrics(registry));
    return new Telemetry(new Observers(all), registry, page);
  }

  public SyncObserver observer() {
    return observer;
  }

  /** The page for Prometheus; null where none is wanted. */
  public @Nullable Page page() {
    return page;
  }

  /** What the daemon says of itself is read with the other figures from now on. */
  public void observe(Supplier<DaemonStatus> status, BrokerStatus broker) {
    if (registry != null) {
      StatusGauges.bind(registry, status);
      new BrokerMetrics(broker).bindTo(registry);
    }
  }

  /** Sends the last figures; waits for them for some seconds at most. */
  @Override
  public void close() {
    if (registry != null) {
      registry.close();
    }
  }
}
