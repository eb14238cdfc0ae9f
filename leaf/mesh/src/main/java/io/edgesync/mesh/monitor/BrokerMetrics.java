package io.edgesync.mesh.monitor;

import io.edgesync.mesh.broker.BrokerStatus;
import io.edgesync.mesh.broker.Traffic;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The figures of {@code /varz} as meters, read when the registry asks: {@code mesh.broker.messages}, {@code direction=in|out}.
 * The registry holds on to the broker, so close it with the broker.
 */
public final class BrokerMetrics implements MeterBinder {
  private final BrokerStatus broker;

  public BrokerMetrics(BrokerStatus broker) {
    this.broker = broker;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    traffic(registry, "mesh.broker.messages", "messages", "in", Traffic::inMessages);
    traffic(registry, "mesh.broker.messages", "messages", "out", Traffic::outMessages);
    traffic(registry, "mesh.broker.bytes", BaseUnits.BYTES, "in", Traffic::inBytes);
    traffic(registry, "mesh.broker.bytes", BaseUnits.BYTES, "out", Traffic::outBytes);
    counter(registry, "mesh.broker.connections.opened", "Clients that ever came in.",
        status -> status.totals().connections());
    counter(registry, "mesh.broker.slow.consumers", "Clients that were cut because they read too slowly.",
        status -> status.totals().slowConsumers());
    gauge(registry, "mesh.broker.connections", "Clients that are connected.", BrokerStatus::connections);
    gauge(registry, "mesh.broker.leafnodes", "Leafnode links that are up.", status -> status.leafs().size());
    gauge(registry, "mesh.broker.subscriptions", "Subscriptions of clients, links and this process.",
        status -> status.interest(_ -> true).subscriptions());
    gauge(registry, "mesh.broker.pending.bytes", "Bytes that wait to be written to clients.",
        status -> status.clients().stream().mapToLong(client -> client.pendingBytes()).sum());
  }

  private void traffic(MeterRegistry registry, String name, String unit, String direction,
      ToLongFunction<Traffic> count) {
    FunctionCounter.builder(name, broker, _ -> count.applyAsLong(broker.totals().traffic())).tag("direction", direction)
        .baseUnit(unit).description("What clients and links sent (in) and were sent (out).").register(registry);
  }

  private void counter(MeterRegistry registry, String name, String what, ToDoubleFunction<BrokerStatus> count) {
    FunctionCounter.builder(name, broker, _ -> count.applyAsDouble(broker)).description(what).register(registry);
  }

  private void gauge(MeterRegistry registry, String name, String what, ToDoubleFunction<BrokerStatus> count) {
    Gauge.builder(name, broker, count).description(what).strongReference(true).register(registry);
  }
}
