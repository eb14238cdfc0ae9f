package io.edgesync.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.agent.configuration.Bandwidth;
import io.edgesync.agent.configuration.RepositorySettings;
import io.edgesync.agent.metrics.SyncObserver;
import io.edgesync.agent.nats.ExchangeTimes;
import io.edgesync.agent.nats.MemoryBus;
import io.edgesync.agent.nats.NatsAnswerer;
import io.edgesync.agent.nats.NatsTransport;
import io.edgesync.agent.nats.PeerEndpoint;
import io.edgesync.agent.nats.SyncSubjects;
import io.edgesync.agent.nats.TakenRounds;
import io.edgesync.agent.state.StateDatabase;
import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.sync.gossip.Gossip;
import io.edgesync.sync.gossip.GossipEffect;
import io.edgesync.sync.gossip.GossipEvent;
import io.edgesync.sync.gossip.GossipLimits;
import io.edgesync.sync.reconcile.PublicNames;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions over NATS with a node that can answer nothing, at the pace that gossip gives them; an hour passes between events. */
@Timeout(60)
class FailingPeerTest {

  private static final String OURS = "1".repeat(32);
  private static final String THEIRS = "2".repeat(32);

  @TempDir
  private Path directory = Path.of("");

  @Test
  void aNodeWhoseRepositoryCannotBeReadIsLeftAloneForAGrowingWhile() throws Exception {
    assertThat(sessionsAnHour((round, request) -> {
      throw new RepositoryException.Unreadable(directory, "a full disk", null);
    })).isBetween(25, 45);
  }

  @Test
  void aNodeThatHasNoRoomForTheBodyIsLeftAloneForAGrowingWhile() throws Exception {
    assertThat(sessionsAnHour((round, request) -> {
      throw new IOException("No space left on device");
    })).isBetween(25, 45);
  }

  private int sessionsAnHour(Answers answers) throws Exception {
    MemoryBudget budget = new MemoryBudget(64L << 20);
    MemoryBus bus = new MemoryBus(1 << 20);
    SyncSubjects subjects = new SyncSubjects("fossil");
    NewRepository how = new NewRepository("admin", "secret", null, HashPolicy.SHA3, InstantSource.system(),
        new Random(1));
    try (Repository repository = Repository.create(directory.resolve("notes.fossil"), how);
        StateDatabase state = StateDatabase.open(directory.resolve("state.db"));
        PeerEndpoint here = new PeerEndpoint(bus, subjects, "UHERE");
        PeerEndpoint there = new PeerEndpoint(bus, subjects, "UTHERE");
        NatsAnswerer answering = new NatsAnswerer(there, _ -> answers::answer, CardLimits.DEFAULT, budget,
            ExchangeTimes.DEFAULT, 1, new TakenRounds())) {
      assertThat(answering).isNotNull();
      PeerBook book = new PeerBook(InstantSource.system(), () -> 1, () -> OURS, _ -> true);
      SessionRecords records = new SessionRecords(repository.artifacts(), state, book, SyncObserver.SILENT, _ -> true);
      PeerSessions sessions = new PeerSessions(repository, RepositorySettings.STANDARD, new Pace(Bandwidth.UNLIMITED),
          PublicNames.scanning(repository.artifacts()),
          (node, throttles) -> new NatsTransport(here, node, CardLimits.DEFAULT, budget, ExchangeTimes.DEFAULT,
              throttles),
          null, _ -> true, "UHERE", SessionLimits.DEFAULT, records);
      return drive(sessions);
    }
  }

  private static int drive(PeerSessions sessions) throws InterruptedException {
    Gossip gossip = new Gossip("UHERE", OURS, GossipLimits.DEFAULT, () -> 1, _ -> true, new Random(1));
    long now = 0;
    int started = 0;
    List<GossipEffect> effects = new ArrayList<>(gossip.on(new GossipEvent.Beacon("UTHERE", THEIRS, "hub"), now));
    while (now < Duration.ofHours(1).toNanos()) {
      switch (effects.removeLast()) {
        case GossipEffect.StartSession start -> {
          started++;
          PeerSessions.Ended ended = sessions.run(start, _ -> {}, _ -> {});
          effects.addAll(gossip
              .on(new GossipEvent.SessionEnded(start.node(), start.wanted().isEmpty(), ended.end(), ended.received(),
                  ended.gave(),
                  OURS), now));
        }
        case GossipEffect.WakeAt(long nanos) -> {
          if (effects.isEmpty()) {
            now = nanos;
            effects.addAll(gossip.on(new GossipEvent.Tick(), now));
          }
        }
        default -> throw new IllegalStateException("nothing is announced here, and no session ended");
      }
    }
    return started;
  }

  /** The side that can answer nothing. */
  private interface Answers {
    CardSource answer(Round round, ReceivedBody request) throws IOException;
  }
}
