package io.edgesync.agent;

import io.edgesync.agent.configuration.RepositoryFile;
import io.edgesync.agent.control.ControlServer;
import io.edgesync.agent.foreign.ForeignServer;
import io.edgesync.agent.foreign.NatsBus;
import io.edgesync.agent.foreign.NatsBusOptions;
import io.edgesync.agent.http.Page;
import io.edgesync.agent.http.Routes;
import io.edgesync.agent.metrics.Telemetry;
import io.edgesync.agent.nats.ExchangeTimes;
import io.edgesync.agent.nats.LinkDomains;
import io.edgesync.agent.nats.NatsAnswerer;
import io.edgesync.agent.nats.NatsTransport;
import io.edgesync.agent.nats.PeerEndpoint;
import io.edgesync.agent.nats.SyncSubjects;
import io.edgesync.agent.nats.TakenRounds;
import io.edgesync.agent.nats.Way;
import io.edgesync.agent.nats.Ways;
import io.edgesync.agent.peer.PeerSessions;
import io.edgesync.agent.peer.Presence;
import io.edgesync.agent.state.StateDatabase;
import io.edgesync.agent.state.StateDirectory;
import io.edgesync.agent.status.DaemonStatus;
import io.edgesync.agent.status.LinkState;
import io.edgesync.agent.watch.FileEvents;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerLimits;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.SecurityOptions;
import io.edgesync.mesh.broker.ListenException;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkListener;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Throttles;
import io.edgesync.xfer.round.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running leaf: its repositories, its place in the mesh, its HTTP front and its control socket. */
public final class Daemon implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private final DaemonOptions options;
  private final Instant startedAt = Instant.now();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  /** Set by the starting thread when everything answers; read by the thread that closes. */
  private volatile boolean isStarted;
  private final ServedProjects projects;
  private final ConfiguredRepositories configured;
  private final MemoryBudget budget;
  private final CardLimits cardLimits;
  private final String node;
  private final Broker broker;
  private final LinkDomains linkDomains;
  private final CopiedKeys copiedKeys = new CopiedKeys();
  private final SyncSubjects subjects;
  /** By the way that leads through it. */
  private final Map<Way, NatsBus> foreign = new LinkedHashMap<>();
  private final Ways ways;
  private final DaemonRights rights;
  private final @Nullable InetSocketAddress httpAddress;

  /**
   * Opens the repositories, takes the state directory and starts to listen; when it returns, everything answers.
   *
   * @throws AgentException                                with nothing left running and no repository changed
   * @throws io.edgesync.repository.RepositoryException when a repository cannot be opened, likewise
   */
  public static Daemon start(DaemonOptions options) throws AgentException, InterruptedException {
    return start(options, Telemetry.none());
  }

  /**
   * The same with somebody who observes it.
   *
   * @param telemetry closed with the daemon, or when it does not start
   */
  public static Daemon start(DaemonOptions options, Telemetry telemetry) throws AgentException, InterruptedException {
    return new Daemon(options, telemetry);
  }

  private Daemon(DaemonOptions options, Telemetry telemetry) throws AgentException, InterruptedException {
    this.options = options;
    this.subjects = new SyncSubjects(options.prefix());
    DaemonLimits limits = options.limits();
    this.budget = new MemoryBudget(limits.memoryBytes());
    this.cardLimits = CardLimits.DEFAULT.withPayloadBytesMax(limits.artifactBytesMax() + (1 << 20));
    boolean started = false;
    try {
      Upstreams upstreams = Upstreams.check(options.upstreams());
      List<LeafRemote> peers = Upstreams.peers(options.peers());
      StateDirectory stateDir = own(StateDirectory.open(options.stateDir()));
      StateDatabase state = own(StateDatabase.open(stateDir.database()));
      NodeIdentity identity = NodeIdentity.loadOrCreate(stateDir.keyFile());
      node = identity.nodeKey();
      OpenRepositories open = own(new OpenRepositories(repositoryOptions()));
      Map<Repository, RepositoryFile> repositories = new LinkedHashMap<>();
      new RepositoryCheck(options).require(each -> {
        Repository repository = open.open(each.file());
        repositories.put(repository, each);
        return repository.projectCode();
      });
      rights = new DaemonRights(identity, state);
      broker = own(Broker.start(brokerOptions(identity, upstreams.links(), peers)));
      linkDomains = new LinkDomains(broker::links, options.meshLogin().account());
      ways = ways(identity, upstreams.servers());
      FileEvents fileEvents = own(FileEvents.start());
      PeerHello self = PeerHello.of(node, limits.artifactBytesMax(), PeerHello.STORED);
      ServedProject.Shared shared = new ServedProject.Shared(options, ways, self, state, rights, fileEvents,
          open::count,
          (repository, settings, pace, names, login, records) -> new PeerSessions(repository, settings, pace, names,
              this::transport, login, ways::heedsProofs, node, sessionLimits(), records),
          telemetry.observer(),
          cardLimits, budget);
      Presence presence = options.beaconInterval().isZero()
          ? null
          : own(
              new Presence(ways, subjects, () -> rights.greeting(self), options.beaconInterval(), cardLimits, budget));
      Routes routes = options.httpListen() == null ? null : DaemonHttp.routes(options);
      projects = own(new ServedProjects(open, shared, presence, routes));
      followRights(presence);
      TakenRounds taken = new TakenRounds();
      for (Way way : ways.all()) {
        own(new NatsAnswerer(way.endpoint(), projects::get, cardLimits, budget, ExchangeTimes.DEFAULT,
            limits.answersMax(), taken));
      }
      projects.serve(repositories, options.login());
      configured = own(new ConfiguredRepositories(options, projects, fileEvents));
      Set<String> served = projects.all().stream().map(each -> each.project().hex()).collect(Collectors.toSet());
      state.forgetProjects(Instant.now().minus(StateDatabase.REMEMBERED), served::contains);
      followLinks(presence);
      followGoHubs();
      httpAddress = startHttp(routes, telemetry);
      own(ControlServer.start(stateDir.controlSocket(), new DaemonCommands(this::status, projects, rights)));
      telemetry.observe(this::status, broker.status());
      // The last figures are read while everything is still there.
      own(telemetry);
      started = true;
    } catch (ListenException e) {
      throw new AgentException.CannotListen(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new AgentException.StateDirUnusable(String.valueOf(e.getMessage()), e);
    } finally {
      if (!started) {
        close();
        telemetry.close();
      }
    }
    isStarted = true;
    LOG.info("daemon started node={} repositories={}", node, projects.all().size());
  }

  private <T extends AutoCloseable> T own(T part) {
    owned.push(part);
    return part;
  }

  private RepositoryOptions repositoryOptions() {
    return new RepositoryOptions(budget, options.limits().artifactBytesMax(), InstantSource.system(),
        RepositoryOptions.STOCK_PATIENCE);
  }

  private BrokerOptions brokerOptions(NodeIdentity identity, List<LeafRemote> upstreams, List<LeafRemote> peers)
      throws AgentException {
    List<LinkOptions> links = new ArrayList<>();
    for (LeafRemote upstream : upstreams) {
      links.add(options.meshLogin().of(LinkOptions.to(upstream)));
    }
    peers.forEach(peer -> links.add(LinkOptions.to(peer).withRole(LinkOptions.Role.PEER)));
    // Small backlogs: parts carry their own credit, so that little ever waits here.
    BrokerLimits limits = BrokerLimits.DEFAULT.withPayloadBytesMax(options.limits().payloadBytesMax())
        .withPending(16L << 20, options.limits().brokerBytesMax(), 4L << 20)
        .withSubscriberPending(16L << 20);
    return BrokerOptions.of(identity).withClientListen(options.clientListen()).withLeafListen(options.leafListen())
        // Whoever starts a daemon on an address that others reach has said so in words.
        .withSecurity(SecurityOptions.NONE.withOpenBeyondLoopback(true))
        .withLinks(links).withInboxPrefix(inboxPrefix()).withLimits(limits);
  }

  private String inboxPrefix() {
    return options.prefix() + ".peer." + node + ".inbox";
  }

  /** By the embedded server, and beside it by each server that we are a client of. */
  private Ways ways(NodeIdentity identity, List<ForeignServer> servers) throws AgentException {
    List<Way> all = new ArrayList<>();
    all.add(own(Way.byLinks(new PeerEndpoint(broker.bus(), subjects, node, linkDomains::origin), linkDomains)));
    for (ForeignServer server : servers) {
      NatsBus bus = own(NatsBus.open(options.meshLogin().of(NatsBusOptions.of(server, identity, inboxPrefix()))));
      Principal.Mesh origin = new Principal.Mesh("server " + server.address(), options.meshLogin().account());
      Way way = own(Way.byForeignServer(new PeerEndpoint(bus, subjects, node, _ -> origin), server.address()));
      foreign.put(way, bus);
      all.add(way);
    }
    return new Ways(all);
  }

  private SessionLimits sessionLimits() {
    return SessionLimits.DEFAULT.withArtifactBytesMax(options.limits().artifactBytesMax())
        .withRoundPatience(options.limits().roundPatience());
  }

  private Transport transport(String peer, Throttles throttles) {
    return rights.proving(
        new NatsTransport(ways.to(peer), peer, cardLimits, budget, ExchangeTimes.DEFAULT, throttles), peer,
        () -> ways.heedsProofs(peer));
  }

  /** Others hear of ours, and what they denied us is asked of them again when theirs are others. */
  private void followRights(@Nullable Presence presence) {
    if (presence != null) {
      rights.grants().onChange(presence::rightsChanged);
    }
    ways.onOtherRights(peer -> projects.all().forEach(project -> project.peers().rightsChanged(peer)));
  }

  private void followLinks(@Nullable Presence presence) {
    if (presence != null) {
      foreign.forEach((way, bus) -> {
        String domain = Objects.requireNonNull(way.foreignName());
        bus.onUp(() -> presence.domainUp(domain));
      });
    }
    broker.onLink(new LinkListener() {
      @Override
      public void linkUp(LinkStatus link) {
        String domain = linkDomains.up(link);
        if (Upstreams.isNamesake(link, node)) {
          LOG.warn("{} link={}", Upstreams.NAMESAKE, link.address());
        }
        if (presence != null) {
          presence.domainUp(domain);
        }
      }

      @Override
      public void linkDown(LinkStatus link) {
        String domain = linkDomains.down(link);
        copiedKeys.down(link, System.nanoTime()).ifPresent(LOG::warn);
        if (linkDomains.size(domain) == 0) {
          projects.all().forEach(project -> project.peers().domainDown(domain));
          if (presence != null) {
            presence.domainDown(domain);
          }
        } else if (link.peerKey() != null && !linkDomains.isEnd(link.peerKey())) {
          // Who has dialled anew is in reach by another link.
          String peer = link.peerKey();
          projects.all().forEach(project -> project.peers().linkDown(peer, domain));
        }
      }
    });
  }

  /** They ask nobody what there is: who came after a check-in was announced has to be told of it. */
  private void followGoHubs() {
    Way byLinks = ways.all().getFirst();
    broker.onInterest(subjects.allGoDirected(), (link, subject) -> {
      ProjectCode code = subjects.projectOfGoHub(subject);
      ServedProject project = code == null ? null : projects.get(code);
      if (project != null) {
        project.goHubMayHaveCome(byLinks, link);
      }
    });
    foreign.forEach(
        (way, bus) -> bus.onUp(() -> projects.all().forEach(project -> project.goHubMayHaveCome(way, null))));
  }

  private @Nullable InetSocketAddress startHttp(@Nullable Routes routes, Telemetry telemetry) throws AgentException {
    HttpListen listen = options.httpListen();
    if (listen == null || routes == null) {
      return null;
    }
    routes.addPage("/healthz",
        new DaemonHealth(() -> projects.all().stream().map(ServedProject::repository).toList(),
            new MeshHealth(broker, List.copyOf(foreign.values()))));
    routes.addPage("/status", new StatusPage(this::status));
    Page metrics = telemetry.page();
    if (metrics != null) {
      routes.addPage("/metrics", metrics);
    }
    return own(DaemonHttp.start(listen, routes, options.limits(), cardLimits, budget)).address();
  }

  /**
   * Tries a state directory where that of the options is to be, opens each repository of them, and of their directories, and closes it again; nothing is
   * started or left. Gives what an operator should know of them
   * although the daemon can start, a line each.
   *
   * @throws AgentException.BadOption naming everything that keeps it from starting, and them from being served
   */
  public static List<String> check(DaemonOptions options) throws AgentException {
    List<String> problems = new ArrayList<>(StateTrial.of(options.stateDir()));
    List<String> remarks = new ArrayList<>();
    RepositoryCheck check = new RepositoryCheck(options);
    try {
      check.require(each -> {
        try (Repository repository = Repository.open(each.file(), RepositoryOptions.standard())) {
          RepositoryCheck.remark(repository).ifPresent(remarks::add);
          return repository.projectCode();
        }
      });
    } catch (AgentException.BadOption e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    if (!problems.isEmpty()) {
      throw new AgentException.BadOption(String.join("; ", problems), null);
    }
    remarks.addAll(check.remarks());
    return remarks;
  }

  /** Where it listens and what it serves. */
  public Ready ready() {
    return new Ready(node, Objects.requireNonNull(broker.clientAddress()), Objects.requireNonNull(broker.leafAddress()),
        httpAddress, projects.all().stream().map(project -> project.repository().file()).toList());
  }

  private LinkState link(LinkStatus link) {
    return Upstreams.state(link, node, copiedKeys.of(link, System.nanoTime()));
  }

  private List<LinkState> links() {
    List<LinkState> links = new ArrayList<>(broker.links().stream().map(this::link).toList());
    foreign.values().forEach(bus -> links.add(Upstreams.state(bus.status())));
    return links;
  }

  /** Links, repositories and the last session with each peer, as of now. */
  public DaemonStatus status() {
    Ready ready = ready();
    return new DaemonStatus(node, startedAt, text(ready.nats()), text(ready.leafnode()),
        httpAddress == null ? "" : text(httpAddress), links(),
        projects.all().stream().map(ServedProject::status).toList(), configured.refused());
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress() == null ? address.getHostString() : address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /**
   * Takes up other options as far as they can change while it runs: repositories, directories with their settings, and the login. Links,
   * and what is as it was, are not touched.
   *
   * @return the options that need a restart, by the names of their flags; they stay as they were
   * @throws AgentException with everything that is wrong; nothing was changed
   */
  public List<String> reload(DaemonOptions wanted) throws AgentException {
    return configured.reload(wanted);
  }

  /** Starts a session with every known peer of every project now; returns at once. */
  public void syncNow() {
    projects.all().forEach(ServedProject::syncNow);
  }

  /** Ends sessions, listeners and links, then closes the repositories; waits a few seconds at most. Idempotent. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    while (!owned.isEmpty()) {
      AutoCloseable part = owned.pop();
      try {
        part.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.warn("part did not close properly part={}", part.getClass().getSimpleName(), e);
      }
    }
    if (isStarted) {
      LOG.info("daemon stopped");
    }
  }
}
