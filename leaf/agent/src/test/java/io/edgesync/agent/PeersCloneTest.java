package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.agent.foreign.ForeignServer;
import io.edgesync.agent.foreign.NatsBus;
import io.edgesync.agent.foreign.NatsBusOptions;
import io.edgesync.agent.nats.ExchangeTimes;
import io.edgesync.agent.nats.NatsAnswerer;
import io.edgesync.agent.nats.PeerEndpoint;
import io.edgesync.agent.nats.PeerSearch;
import io.edgesync.agent.nats.SyncSubjects;
import io.edgesync.agent.nats.TakenRounds;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.broker.NatsServerProcess;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneOptions;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.AnswerListener;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.sync.answer.DuplicateRoundException;
import io.edgesync.sync.answer.Served;
import io.edgesync.sync.clone.CloneException;
import io.edgesync.sync.clone.CloneListener;
import io.edgesync.sync.clone.ClonePeers;
import io.edgesync.sync.clone.CloneRequest;
import io.edgesync.sync.clone.PeersCloneSession;
import io.edgesync.sync.presence.BeaconMessage;
import io.edgesync.sync.rights.FossilAuthorizer;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.Traffic;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.ForwardingTransport;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A clone from three nodes through a nats-server: a daemon, one that is killed meanwhile, and a liar. */
@Timeout(180)
class PeersCloneTest {

  private static final SyncSubjects SUBJECTS = new SyncSubjects(DaemonOptions.DEFAULT_PREFIX);

  private static final String WRONG_CONTENT = "expected content of that name";

  @TempDir
  Path temp;
  private final MemoryBudget budget = new MemoryBudget(128L << 20);
  private final Map<String, String> lost = new ConcurrentHashMap<>();
  private final CountDownLatch isCaught = new CountDownLatch(1);

  @Test
  void aKilledNodeAndALiarLeaveTheirPartsToTheOthers() throws Exception {
    FossilProcess fossil = FossilProcess.in(Files.createDirectories(temp.resolve("home")));
    StockCheckout alice = StockCheckout.init(fossil, temp, "alice");
    Random random = new Random(5);
    for (int i = 0; i < 4; i++) {
      byte[] content = new byte[1 << 20];
      random.nextBytes(content);
      alice.commit("file" + i, content);
    }
    ProjectCode project = new ProjectCode(
        alice.sql(alice.repository(), "SELECT value FROM config WHERE name='project-code'"));
    Path file = temp.resolve("bob.fossil");
    NodeIdentity liar = NodeIdentity.generate();

    try (NatsServerProcess server = NatsServerProcess.start(temp);
        Daemon _ = Daemon.start(DaemonOptions.of(List.of(alice.repository()), temp.resolve("state"))
            .withUpstreams(List.of(server.clientUrl())));
        DaemonProcess killed = DaemonProcess.start(DaemonLimits.HEAP_MEBIBYTES,
            alice.cloneTo(temp.resolve("lap.fossil")), temp.resolve("state2"), server.leafUrl());
        Repository lies = Repository.open(alice.cloneTo(temp.resolve("liar.fossil")), RepositoryOptions.standard());
        NatsBus bus = NatsBus.open(NatsBusOptions.of(ForeignServer.parse(server.clientUrl()), liar,
            "fossil.peer." + liar.nodeKey() + ".inbox"));
        PeerEndpoint endpoint = new PeerEndpoint(bus, SUBJECTS, liar.nodeKey());
        NatsAnswerer _ = lying(endpoint, lies, project);
        MeshClient client = MeshClient.join(MeshClientOptions.of(server.clientUrl()), budget)) {
      ClonePeers found = client.peers(project);
      await().atMost(Duration.ofSeconds(60)).until(() -> found.find(Set.of()).size() == 3);
      ClonePeers peers = but -> found.find(but).stream()
          .map(peer -> peer.peerName().equals(liar.nodeKey()) ? peer : new AfterTheLiar(peer)).toList();

      clone(file, project, peers, killed::kill);
    }

    assertThat(lost).containsKey(liar.nodeKey());
    assertThat(lost.get(liar.nodeKey())).contains(WRONG_CONTENT);
    assertThat(alice.names(file)).isEqualTo(alice.names(alice.repository()));
    assertThat(fossil.ok(temp, "test-integrity", "-R", file.toString())).contains("0 errors");
  }

  private void clone(Path file, ProjectCode project, ClonePeers peers, Runnable onFirst)
      throws CloneException, InterruptedException {
    CloneRequest request = new CloneRequest(project, null,
        new CloneOptions("tester", "secret", RandomGenerator.getDefault()), null);
    CloneListener listener = new CloneListener() {
      private boolean hasBegun;

      @Override
      public void received(Traffic soFar, long artifacts) {
        if (!hasBegun) {
          hasBegun = true;
          onFirst.run();
        }
      }

      @Override
      public void lost(String peer, String why) {
        lost.put(peer, why);
        if (why.contains(WRONG_CONTENT)) {
          isCaught.countDown();
        }
      }
    };
    try (CloneFile part = CloneFile.openOrCreate(file, RepositoryOptions.standard())) {
      new PeersCloneSession(part, peers, request, SessionLimits.DEFAULT, SyncClock.SYSTEM,
          RandomGenerator.getDefault(), listener).run().repository().close();
    }
  }

  /** Gives nothing before the liar is caught: else the others may be done before it has said anything. */
  private final class AfterTheLiar extends ForwardingTransport {
    AfterTheLiar(Transport peer) {
      super(peer);
    }

    @Override
    public void exchange(Round round, CardSource request, CardSink reply)
        throws TransportException, InterruptedException {
      if (!isCaught.await(60, TimeUnit.SECONDS)) {
        // Nobody would hear of an assertion on this thread.
        throw new TransportException.NoAnswer("the liar was not caught within a minute", null);
      }
      super.exchange(round, request, reply);
    }
  }

  /** Answers as a node of ours does, but for the content of what it gives. */
  private NatsAnswerer lying(PeerEndpoint endpoint, Repository repository, ProjectCode project) {
    PeerHello hello = PeerHello.of(endpoint.node(), 64L << 20, PeerHello.PARTS);
    endpoint.bus().subscribe(SUBJECTS.gossip(project), delivery -> {
      Message answer = PeerSearch.isOne(delivery)
          ? PeerSearch.answer(delivery, SUBJECTS, new BeaconMessage(hello, Map.of(project, "0".repeat(32)), 0))
          : null;
      if (answer != null) {
        endpoint.bus().publish(answer);
      }
    });
    Answerer honest = new Answerer(Served.of(repository), new FossilAuthorizer(repository.users()),
        AnswerLimits.DEFAULT, endpoint.node(), SyncClock.SYSTEM, AnswerListener.SILENT);
    return new NatsAnswerer(endpoint, _ -> (round, request) -> lies(honest, round, request), CardLimits.DEFAULT,
        budget, ExchangeTimes.DEFAULT, 4, new TakenRounds());
  }

  private static CardSource lies(Answerer honest, Round round, ReceivedBody request)
      throws IOException, InterruptedException {
    List<Card> cards = new ArrayList<>();
    try (CardSource.Cards truth = honest.answer(Asked.of(round, request, null)).open()) {
      for (@Nullable
      Card card = truth.next(); card != null; card = truth.next()) {
        cards.add(card instanceof CFileCard file && file.deltaSource() == null ? wrong(file) : card);
      }
    } catch (DuplicateRoundException e) {
      throw new IOException(e);
    }
    return CardSource.of(cards);
  }

  private static Card wrong(CFileCard file) throws IOException {
    try (file) {
      byte[] inside = StoredForm.expand(file.content().toArray(), 4 << 20);
      inside[0] ^= 1;
      return new CFileCard(file.name(), null, inside.length, Content.of(StoredForm.compress(inside)));
    }
  }
}
