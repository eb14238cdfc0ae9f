package io.edgesync.agent.metrics;

import io.edgesync.agent.status.SessionState;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Sessions and rounds as meters; all of them exist from the start. */
public final class SyncMetrics implements SyncObserver {

  private final Map<SessionState.Outcome, Timer> sessions = new EnumMap<>(SessionState.Outcome.class);
  private final Map<RoundEnd, Timer> rounds = new EnumMap<>(RoundEnd.class);
  private final Timer answered;
  private final Timer refused;
  private final Counter bytesIn;
  private final Counter bytesOut;
  private final Counter received;
  private final Counter sent;
  private final Counter blocked;

  public SyncMetrics(MeterRegistry registry) {
    for (SessionState.Outcome outcome : SessionState.Outcome.values()) {
      if (outcome != SessionState.Outcome.NEVER) {
        sessions.put(outcome, Timer.builder("mesh.sync.sessions").tag("result", outcome.word())
            .description("Sessions of ours with peers and upstreams.").register(registry));
      }
    }
    for (RoundEnd end : RoundEnd.values()) {
      rounds.put(end, Timer.builder("mesh.sync.rounds").tag("result", end.name().toLowerCase(Locale.ROOT))
          .description("Rounds that we asked for.").register(registry));
    }
    answered = answers(registry, "ok");
    refused = answers(registry, "denied");
    bytesIn = counter(registry, "mesh.sync.bytes", BaseUnits.BYTES, "in",
        "Cards of replies and requests of our sessions.");
    bytesOut = counter(registry, "mesh.sync.bytes", BaseUnits.BYTES, "out",
        "Cards of replies and requests of our sessions.");
    received = counter(registry, "mesh.sync.artifacts", "artifacts", "in", "Artifacts that our sessions moved.");
    sent = counter(registry, "mesh.sync.artifacts", "artifacts", "out", "Artifacts that our sessions moved.");
    blocked = Counter.builder("mesh.sync.refusals").baseUnit("artifacts")
        .description("Artifacts that did not cross, each counted once.").register(registry);
  }

  private static Timer answers(MeterRegistry registry, String result) {
    return Timer.builder("mesh.sync.answers").tag("result", result).description("Rounds of others that we answered.")
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String unit, String direction, String what) {
    return Counter.builder(name).baseUnit(unit).tag("direction", direction).description(what).register(registry);
  }

  @Override
  public void sessionEnded(ProjectCode project, String peer, SessionState how, Duration took) {
    Objects.requireNonNull(sessions.get(how.outcome())).record(took);
    bytesIn.increment((double) how.bytesIn());
    bytesOut.increment((double) how.bytesOut());
    received.increment((double) how.received());
    sent.increment((double) how.sent());
  }

  @Override
  public void roundEnded(ProjectCode project, String peer, RoundEnd how, Duration took) {
    Objects.requireNonNull(rounds.get(how)).record(took);
  }

  @Override
  public void roundAnswered(ProjectCode project, boolean isDenied, Duration took) {
    (isDenied ? refused : answered).record(took);
  }

  @Override
  public void artifactBlocked(ProjectCode project, Hash artifact, String why) {
    blocked.increment();
  }
}
