package io.edgesync.agent.metrics;

import io.edgesync.agent.status.DaemonStatus;
import io.edgesync.agent.status.PeerState;
import io.edgesync.agent.status.RepositoryState;
import io.edgesync.agent.status.Standing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The daemon's status as gauges; a reading of all of them looks once. */
final class StatusGauges {

  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final Supplier<DaemonStatus> status;
  private @Nullable DaemonStatus last;
  private long atNanos;

  private StatusGauges(Supplier<DaemonStatus> status) {
    this.status = status;
  }

  static void bind(MeterRegistry registry, Supplier<DaemonStatus> status) {
    StatusGauges gauges = new StatusGauges(status);
    for (Standing standing : Standing.values()) {
      Gauge
          .builder("mesh.sync.peers", gauges,
              all -> all.peers().filter(peer -> peer.standing() == standing).count())
          .tag("standing", standing.word()).strongReference(true)
          .description("Peers, over all repositories, by where we stand with them.").register(registry);
    }
    gauge(registry, "mesh.sync.repositories", "Repositories that are served.", gauges,
        all -> all.now().repositories().size());
    gauge(registry, "mesh.sync.artifacts.held", "Public artifacts, over all repositories.", gauges,
        all -> all.now().repositories().stream().mapToLong(RepositoryState::artifacts).sum());
    gauge(registry, "mesh.sync.artifacts.lacking",
        "Artifacts that a peer is known to hold and we lack, the most of one peer.",
        gauges, all -> all.peers().mapToInt(PeerState::behind).max().orElse(0));
    gauge(registry, "mesh.sync.artifacts.blocked", "Artifacts that do not cross, at most a hundred a repository.",
        gauges,
        all -> all.now().repositories().stream().mapToInt(repository -> repository.blocked().size()).sum());
  }

  private static void gauge(MeterRegistry registry, String name, String what, StatusGauges gauges,
      ToDoubleFunction<StatusGauges> value) {
    Gauge.builder(name, gauges, value).description(what).strongReference(true).register(registry);
  }

  private Stream<PeerState> peers() {
    return now().repositories().stream().flatMap(repository -> repository.peers().stream());
  }

  private synchronized DaemonStatus now() {
    DaemonStatus now = last;
    if (now == null || System.nanoTime() - atNanos > FRESH_NANOS) {
      now = status.get();
      last = now;
      atNanos = System.nanoTime();
    }
    return now;
  }
}
