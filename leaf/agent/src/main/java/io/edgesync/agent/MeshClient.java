package io.edgesync.agent;

import io.edgesync.agent.foreign.ForeignServer;
import io.edgesync.agent.foreign.NatsBus;
import io.edgesync.agent.foreign.NatsBusOptions;
import io.edgesync.agent.nats.ExchangeTimes;
import io.edgesync.agent.nats.NatsTransport;
import io.edgesync.agent.nats.PeerEndpoint;
import io.edgesync.agent.nats.PeerSearch;
import io.edgesync.agent.nats.SharedTransport;
import io.edgesync.agent.nats.SyncSubjects;
import io.edgesync.mesh.Bus;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.ListenException;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.identity.NodeKey;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkListener;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.sync.FossilVersion;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.clone.ClonePeers;
import io.edgesync.sync.rights.AskingSessions;
import io.edgesync.sync.rights.SealedTransport;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Throttles;
import io.edgesync.xfer.round.Trace;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Joins a mesh for one command, without listeners and without a lasting identity: {@code edgesync clone nats-leaf://…} or
 * {@code nats://…}, and {@code edgesync sync once}.
 */
public final class MeshClient implements AutoCloseable {

  private static final long PING_REPLY_BYTES = 64 << 10;
  private static final Duration PING_PATIENCE = Duration.ofSeconds(5);
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(3);
  private static final Duration SEARCH_PATIENCE = Duration.ofSeconds(3);
  /** More of them are not faster. */
  private static final int PEERS_MAX = 6;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration FAILED_PATIENCE = Duration.ofSeconds(2);

  /**
   * What was joined through; closed behind the endpoint.
   *
   * @param server what the server that was dialled calls itself: its key where it is a node; null where it did not say
   */
  private record Joined(Bus bus, AutoCloseable behind, @Nullable String server) {}

  private final MeshClientOptions options;
  /** For messages: unlike the URL of the options it has no password. */
  private final String upstream;
  private final MemoryBudget budget;
  private final Joined joined;
  private final PeerEndpoint endpoint;
  private final AskingSessions sessions;

  private MeshClient(MeshClientOptions options, String upstream, MemoryBudget budget, Joined joined,
      PeerEndpoint endpoint, AskingSessions sessions) {
    this.options = options;
    this.upstream = upstream;
    this.budget = budget;
    this.joined = joined;
    this.endpoint = endpoint;
    this.sessions = sessions;
  }

  /**
   * Joins through {@code options.upstream()}.
   *
   * @throws AgentException.BadOption       when the URL is not of a NATS server; names the right kind where it can tell
   * @throws AgentException.MeshUnreachable when no link came up in time
   */
  public static MeshClient join(MeshClientOptions options, MemoryBudget budget)
      throws AgentException, InterruptedException {
    Upstream.Found found = Upstream.find(options.upstream(), PROBE_PATIENCE);
    if (!found.unreachable().isEmpty()) {
      throw new AgentException.MeshUnreachable(found.unreachable(), null);
    }
    NodeIdentity identity = NodeIdentity.generate();
    String inboxPrefix = options.prefix() + ".peer." + identity.nodeKey() + ".inbox";
    Joined joined = switch (found.upstream()) {
      case Upstream.Link(LeafRemote remote) -> link(options, remote, BrokerOptions.of(identity)
          .withLinks(List.of(options.login().of(LinkOptions.to(remote)))).withInboxPrefix(inboxPrefix));
      case Upstream.Client(ForeignServer server) -> connect(options,
          options.login().of(NatsBusOptions.of(server, identity, inboxPrefix)));
    };
    PeerEndpoint endpoint = new PeerEndpoint(joined.bus(), new SyncSubjects(options.prefix()), identity.nodeKey());
    return new MeshClient(options, found.upstream().toString(), budget, joined, endpoint,
        new AskingSessions(new MeshKeys(identity), SyncClock.SYSTEM));
  }

  private static Joined link(MeshClientOptions options, LeafRemote remote, BrokerOptions how)
      throws AgentException, InterruptedException {
    Broker broker;
    try {
      broker = Broker.start(how);
    } catch (ListenException e) {
      throw new AgentException.CannotListen(String.valueOf(e.getMessage()), e);
    }
    boolean isUp = false;
    try {
      CountDownLatch up = new CountDownLatch(1);
      broker.onLink(new LinkListener() {
        @Override
        public void linkUp(LinkStatus status) {
          up.countDown();
        }

        @Override
        public void linkDown(LinkStatus status) {
          // Dialled again by the broker; a round that is under way finds out by itself.
        }
      });
      awaitUp(options, remote.toString(), patience -> up.await(patience.toNanos(), TimeUnit.NANOSECONDS),
          () -> broker.links().getFirst().lastError());
      isUp = true;
      return new Joined(broker.bus(), broker, broker.links().getFirst().peerName());
    } finally {
      if (!isUp) {
        broker.close();
      }
    }
  }

  private static Joined connect(MeshClientOptions options, NatsBusOptions how)
      throws AgentException, InterruptedException {
    NatsBus bus = NatsBus.open(how);
    boolean isUp = false;
    try {
      awaitUp(options, how.server().toString(), bus::awaitUp, () -> bus.status().lastError());
      isUp = true;
      return new Joined(bus, bus, bus.serverName());
    } finally {
      if (!isUp) {
        bus.close();
      }
    }
  }

  /** Something that comes up. */
  private interface ComingUp {
    boolean await(Duration patience) throws InterruptedException;
  }

  /** An attempt that failed is tried again for a moment only: somebody sits and waits for the command. */
  private static void awaitUp(MeshClientOptions options, String upstream, ComingUp way,
      Supplier<@Nullable String> lastError) throws AgentException, InterruptedException {
    long deadline = System.nanoTime() + options.joinPatience().toNanos();
    String seen = null;
    while (!way.await(PAUSE)) {
      String error = lastError.get();
      if (seen == null && error != null) {
        deadline = Math.min(deadline, System.nanoTime() + FAILED_PATIENCE.toNanos());
      }
      seen = error == null ? seen : error;
      if (System.nanoTime() - deadline > 0) {
        throw new AgentException.MeshUnreachable(upstream + ": no link: "
            + (seen == null ? "no answer within " + options.joinPatience().toSeconds() + " s" : seen), null);
      }
    }
  }

  /**
   * A transport to the node that answers for {@code project} first, found by a round that asks nothing; to a peer that does
   * not tell its node (Go EdgeSync) over the shared subject.
   *
   * @throws AgentException.MeshUnreachable when nobody answers for the project
   */
  public Transport transport(ProjectCode project) throws AgentException, InterruptedException {
    return transport(project, Throttles.NONE);
  }

  /** The same at a pace. */
  Transport transport(ProjectCode project, Throttles throttles) throws AgentException, InterruptedException {
    SharedTransport shared = new SharedTransport(endpoint, CardLimits.DEFAULT, budget, throttles);
    long deadline = System.nanoTime() + options.joinPatience().toNanos();
    TransportException last = null;
    // Interest travels through hubs: the first asking may come before it.
    while (System.nanoTime() - deadline < 0) {
      try {
        @Nullable
        String node = ping(shared, project);
        return node == null
            ? shared
            : new NatsTransport(endpoint, node, CardLimits.DEFAULT, budget, ExchangeTimes.DEFAULT, throttles);
      } catch (TransportException e) {
        last = e;
        Thread.sleep(PAUSE);
      }
    }
    throw new AgentException.MeshUnreachable(upstream + ": nobody there answers for project " + project
        + (last == null ? "" : " (" + last.getMessage() + ")")
        + "; check the project code, and that its daemon is connected",
        last);
  }

  /** What was joined through, for messages: without a password. */
  public String upstream() {
    return upstream;
  }

  /** The node whose server the URL named, by the key that it states as its server's name; empty for a server that is no node. */
  public Optional<String> named() {
    return Optional.ofNullable(joined.server()).filter(MeshClient::isKey);
  }

  /** Whether a text is the key of a node. */
  public static boolean isKey(String name) {
    return NodeKey.isNodeKey(name);
  }

  /** Rounds to that node, wherever in the mesh it is, with replies that are proven to be its own. */
  public Transport proven(String node) {
    return new SealedTransport(new NatsTransport(endpoint, node, CardLimits.DEFAULT, budget, ExchangeTimes.DEFAULT),
        node, sessions);
  }

  /** Finds the nodes that give parts of a clone of the project; {@link #transport} is for others. */
  public ClonePeers peers(ProjectCode project) {
    PeerSearch search = new PeerSearch(endpoint, CardLimits.DEFAULT, budget);
    return but -> search.find(project, but, SEARCH_PATIENCE, PEERS_MAX).stream()
        .<Transport>map(node -> new NatsTransport(endpoint, node, CardLimits.DEFAULT, budget, ExchangeTimes.DEFAULT))
        .toList();
  }

  /** The node that answered; null when it did not tell. */
  private @Nullable String ping(SharedTransport shared, ProjectCode project)
      throws TransportException, InterruptedException {
    PragmaCard hello = PeerHello.of(endpoint.node(), CardLimits.DEFAULT.payloadBytesMax()).card();
    Round round = new Round(new RoundId(UUID.randomUUID().toString()), project, Principal.NOBODY,
        Deadline.after(PING_PATIENCE, System.nanoTime()), Trace.NONE, PING_REPLY_BYTES);
    AtomicReference<@Nullable String> node = new AtomicReference<>();
    shared.exchange(round, CardSource.of(FossilVersion.CLIENT, hello), card -> {
      try (Card open = card) {
        if (open instanceof PragmaCard pragma) {
          PeerHello.parse(pragma).filter(peer -> !peer.node().equals("-")).ifPresent(peer -> node.set(peer.node()));
        }
      }
    });
    return node.get();
  }

  /** Leaves the mesh; waits a few seconds at most. */
  @Override
  public void close() {
    endpoint.close();
    try {
      joined.behind().close();
    } catch (Exception e) {
      throw new IllegalStateException("neither a broker's nor a connection's close() throws", e);
    }
  }
}
