package io.edgesync.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.agent.foreign.ForeignServer;
import io.edgesync.agent.foreign.NatsBus;
import io.edgesync.agent.foreign.NatsBusOptions;
import io.edgesync.agent.nats.ExchangeTimes;
import io.edgesync.agent.nats.NatsAnswerer;
import io.edgesync.agent.nats.PeerEndpoint;
import io.edgesync.agent.nats.SyncSubjects;
import io.edgesync.agent.nats.TakenRounds;
import io.edgesync.cli.NatsServer;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.AnswerListener;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.sync.answer.DuplicateRoundException;
import io.edgesync.sync.answer.Served;
import io.edgesync.sync.rights.FossilAuthorizer;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.ReceivedBody;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Somebody at a {@code nats-server} who answers rounds as a node of ours does, under any name, and only those that a test wants. */
final class BareNode implements AutoCloseable {

  /** Which requests are answered. */
  @FunctionalInterface
  interface Willing {
    boolean answers(ReceivedBody request) throws IOException, InterruptedException;
  }

  private final Repository repository;
  private final NatsBus bus;
  private final PeerEndpoint endpoint;
  private final NatsAnswerer answerer;

  BareNode(NatsServer server, Path file, String node, Willing willing) throws Exception {
    NodeIdentity own = NodeIdentity.generate();
    repository = Repository.open(file, RepositoryOptions.standard());
    bus = NatsBus.open(NatsBusOptions.of(ForeignServer.parse("nats://127.0.0.1:" + server.clientPort()), own,
        "fossil.peer." + own.nodeKey() + ".inbox"));
    endpoint = new PeerEndpoint(bus, new SyncSubjects("fossil"), node);
    Answerer cards = new Answerer(Served.of(repository), new FossilAuthorizer(repository.users()),
        AnswerLimits.DEFAULT, node, SyncClock.SYSTEM, AnswerListener.SILENT);
    answerer = new NatsAnswerer(endpoint, _ -> (round, request) -> {
      if (!willing.answers(request)) {
        throw new IOException("gone");
      }
      try {
        return cards.answer(Asked.of(round, request, null));
      } catch (DuplicateRoundException e) {
        throw new IOException(e);
      }
    }, CardLimits.DEFAULT, new MemoryBudget(64L << 20), ExchangeTimes.DEFAULT, 4, new TakenRounds());
    assertThat(bus.awaitUp(Duration.ofSeconds(30))).isTrue();
  }

  PeerEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    answerer.close();
    endpoint.close();
    bus.close();
    repository.close();
  }
}
