package io.edgesync.agent.nats;

import io.edgesync.mesh.Message;
import io.edgesync.mesh.Subscription;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import io.edgesync.xfer.testing.TransportContract;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;

/** The contract over two brokers that a leafnode link joins. */
@Timeout(60)
class NatsTransportContractTest extends TransportContract {

  @Override
  protected Transport connect(Answering answering) throws Exception {
    return new Linked(answering);
  }

  private static final class Linked implements Transport {
    private final Broker hub = Broker.start(BrokerOptions.named("hub").withLeafPort(0));
    private final Broker leaf = Broker.start(BrokerOptions.named("leaf")
        .withRemote(new LeafRemote("127.0.0.1", Objects.requireNonNull(hub.leafAddress()).getPort())));
    private final MemoryBudget budget = new MemoryBudget(64L << 20);
    private final SyncSubjects subjects = new SyncSubjects("fossil");
    private final PeerEndpoint answeringEndpoint = new PeerEndpoint(hub.bus(), subjects, "hub");
    private final PeerEndpoint askingEndpoint = new PeerEndpoint(leaf.bus(), subjects, "leaf");
    private final NatsAnswerer answerer;
    private final Transport transport;

    Linked(Answering answering) throws Exception {
      answerer = new NatsAnswerer(answeringEndpoint, project -> (round, request) -> answering.answer(request),
          CardLimits.DEFAULT, budget, ExchangeTimes.DEFAULT, 2, new TakenRounds());
      transport = new NatsTransport(askingEndpoint, "hub", CardLimits.DEFAULT, budget, ExchangeTimes.DEFAULT);
      try (Subscription _ = hub.bus().subscribe("are.you.there",
          delivery -> hub.bus().publish(new Message(Objects.requireNonNull(delivery.reply()), new byte[0])))) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions()
            .until(() -> leaf.bus().request(new Message("are.you.there", new byte[0]), Duration.ofSeconds(1)) != null);
      }
    }

    @Override
    public void exchange(Round round, CardSource request, CardSink reply)
        throws TransportException, InterruptedException {
      transport.exchange(round, request, reply);
    }

    @Override
    public String peerName() {
      return transport.peerName();
    }

    @Override
    public void close() {
      answerer.close();
      askingEndpoint.close();
      answeringEndpoint.close();
      leaf.close();
      hub.close();
    }
  }
}
