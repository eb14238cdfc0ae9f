package io.edgesync.sync.clone;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.NameRange;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneParts;
import io.edgesync.repository.rebuild.WrongArtifactsException;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.reconcile.PublicNames;
import io.edgesync.sync.send.PartPragma;
import io.edgesync.sync.session.Blocked;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.session.Traffic;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CloneCard;
import io.edgesync.xfer.card.ReqconfigCard;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a clone from as many of our own peers as there are, each of which gives a part; it goes on where an earlier one ended, whoever
 * gave what then. A peer that gave something wrong is left out, and so is all that it gave. In the end each peer is pulled from, so that the
 * clone holds whatever any of them holds. One thread, one use.
 */
public final class PeersCloneSession {

  /** How often somebody new is looked for without anything new having come. */
  private static final int SEARCHES_MAX = 5;
  /** How often a clone that came out wrong is mended. */
  private static final int ATTEMPTS_MAX = 10;
  /** How many missing artifacts are told at most. */
  private static final int MISSING_MAX = 1_000;

  /** Names that hardly any artifact has: asked for to hear whether one may. */
  private static final NameRange LAST_NAMES = new NameRange("f".repeat(64), NameRange.END);

  private static final SyncOutcome NOBODY_LEFT = new SyncOutcome(
      new SyncOutcome.Result.Failed("nobody is left in the mesh who could be asked for what came meanwhile", null),
      Traffic.NONE, List.of(), List.of(), List.of(), null, Duration.ZERO);

  private final CloneFile file;
  private final CloneRequest request;
  private final ProjectCode project;
  private final CloneListener listener;
  private final CloneRounds rounds;
  private final CloneParts parts;
  private final List<Blocked> blocked = new ArrayList<>();
  private final AskedPeers peers;
  /** Why no configuration was taken. Where nothing but the renaming was left to do, nobody knows any more. */
  private @Nullable String unconfigured;
  /** Whether all but what came since was here at the beginning. */
  private boolean wasHere;
  private Traffic traffic = Traffic.NONE;

  /**
   * @param file    stays the caller's to close when {@link #run} throws
   * @param request names the project
   */
  public PeersCloneSession(CloneFile file, ClonePeers finder, CloneRequest request, SessionLimits limits,
      SyncClock clock, RandomGenerator random, CloneListener listener) {
    this.file = file;
    this.request = request;
    this.project = Objects.requireNonNull(request.project(), "a clone out of a mesh names its project");
    this.listener = listener;
    this.peers = new AskedPeers(finder, listener);
    this.rounds = new CloneRounds(request, limits, clock, random);
    this.parts = file.parts();
  }

  /**
   * Fetches what is missing, makes the repository and fetches what the clone left open.
   *
   * @throws CloneException when nobody is left who gives what is missing; the part stays
   */
  public CloneOutcome run() throws CloneException, InterruptedException {
    try {
      file.start(project, file.serverCode().orElse(project.hex()));
      Repository repository = repository();
      SyncOutcome pull = pull(repository);
      return new CloneOutcome(repository, traffic, blockedStill(repository), List.of(),
          repository.artifacts().phantoms(MISSING_MAX, false), unconfigured, pull);
    } catch (RepositoryException e) {
      throw new CloneException(String.valueOf(e.getMessage()), false, e);
    }
  }

  /** What one peer could not give another one may have given. */
  private List<Blocked> blockedStill(Repository repository) {
    Map<Hash, Blocked> still = new LinkedHashMap<>();
    blocked.forEach(artifact -> still.putIfAbsent(artifact.name(), artifact));
    still.keySet().removeIf(name -> repository.artifacts().lookup(name).isHeld());
    return List.copyOf(still.values());
  }

  private Repository repository() throws CloneException, InterruptedException {
    boolean isConfigured = file.isWhole() || file.isConfigured();
    for (int attempt = 1;; attempt++) {
      boolean isHere = file.nextSequence() == 0;
      if (isHere) {
        knock();
        wasHere = true;
      } else {
        fetch();
      }
      if (!isConfigured) {
        configure();
      }
      isConfigured = true;
      if (!isHere) {
        new CloneMending(parts, rounds, project, peers).run();
        parts.done();
      }
      try {
        return file.finish(request.how(), listener::rebuilding);
      } catch (RepositoryException.Corrupt e) {
        Map<String, String> givers = e.getCause() instanceof WrongArtifactsException wrong
            ? parts.givers(wrong.wrong())
            : Map.of();
        if (givers.isEmpty() || attempt == ATTEMPTS_MAX) {
          throw e;
        }
        givers.forEach(this::bar);
      }
    }
  }

  /** What that peer gave is thrown away, and it is not asked any more. */
  private void bar(String peer, String why) {
    listener.lost(peer, why);
    peers.bar(peer);
    parts.forget(peer);
  }

  /** An earlier run left nothing to fetch: whether we may have it, as who asks now, is to be said all the same. */
  private void knock() throws CloneException, InterruptedException {
    Map<String, String> refusals = new ConcurrentHashMap<>();
    int answered = peers.ask(peers.find(), peer -> {
      try (PartReply reply = new PartReply(file, LAST_NAMES, 0, PartReply.Shelf.CLOSED)) {
        rounds.askPatiently(peer, project, List.of(PartPragma.asking(LAST_NAMES), new CloneCard(CloneTeam.PROTOCOL, 1)),
            reply, PeerHello.STORED, PeerHello.PARTS);
        if (reply.words.violation != null) {
          throw new TransportException.NoAnswer(reply.words.violation, null);
        }
        if (reply.words.denial != null) {
          refusals.put(peer.peerName(), reply.words.denial);
        }
      }
    });
    refusals.forEach((peer, why) -> {
      listener.lost(peer, why);
      peers.bar(peer);
    });
    if (refusals.size() == answered) {
      throw new CloneException("project " + project + ": nobody is left in the mesh who says that it may be had"
          + refusals.entrySet().stream().findFirst().map(one -> "; " + one.getKey() + ": " + one.getValue()).orElse(""),
          answered > 0, null);
    }
  }

  private void fetch() throws CloneException, InterruptedException {
    CloneTeam.@Nullable Lost last = null;
    int searches = 0;
    try (CloneTeam team = new CloneTeam(file, parts, rounds, project, traffic, listener)) {
      Collection<Transport> joining = peers.isEmpty() ? peers.find() : peers.all();
      while (true) {
        long before = file.artifacts();
        team.run(joining);
        traffic = team.traffic();
        for (CloneTeam.Lost gone : team.lost) {
          last = gone;
          switch (gone.how()) {
            case WRONG -> {
              peers.bar(gone.peer());
              parts.forget(gone.peer());
            }
            case DENIED -> peers.bar(gone.peer());
            case SILENT -> peers.silent(gone.peer());
            case AWAY -> peers.drop(gone.peer());
          }
        }
        team.lost.clear();
        if (team.isDone() && parts.gaps().isEmpty()) {
          blocked.addAll(team.blocked);
          return;
        }
        team.reopen(parts.gaps());
        searches = file.artifacts() > before ? 0 : searches + 1;
        if (searches == 0) {
          peers.forgiveSilence();
        }
        joining = peers.isEmpty() && searches <= SEARCHES_MAX ? peers.find() : List.of();
        if (peers.isEmpty() && joining.isEmpty()) {
          throw new CloneException("project " + project + ": nobody is left in the mesh who gives what is missing"
              + (last == null ? "" : "; " + last.peer() + ": " + last.why()),
              last != null && last.how() == CloneTeam.How.DENIED, null);
        }
      }
    }
  }

  /** All of it from the node whose replies are proven; else the project's name and description from the first peer that gives them. */
  private void configure() throws InterruptedException {
    unconfigured = switch (request.configurator()) {
      case Configurator.Node(Transport node) -> refusalOf(node);
      case Configurator.None(String why) -> why;
      case Configurator.Server() -> "no node was named whose configuration is to be taken";
    };
    if (unconfigured != null) {
      name();
    }
  }

  /** Why it gave none; null where it is stored. */
  private @Nullable String refusalOf(Transport node) throws InterruptedException {
    ConfigurationReply reply = new ConfigurationReply(true);
    try {
      rounds.askPatiently(node, project, List.of(new ReqconfigCard("/all")), reply, PeerHello.STORED);
    } catch (TransportException e) {
      return String.valueOf(e.getMessage());
    }
    if (reply.refusal != null) {
      return node.peerName() + ": " + reply.refusal;
    }
    // Who may not read is given none, without a word about it.
    if (reply.entries.isEmpty()) {
      return node.peerName() + ": it gave none; who may read there gets it, log in with --user";
    }
    file.configure(reply.entries);
    return null;
  }

  private void name() throws InterruptedException {
    Map<String, ConfigurationReply> given = new ConcurrentHashMap<>();
    Collection<Transport> asked = peers.all();
    peers.ask(asked, transport -> {
      ConfigurationReply reply = new ConfigurationReply(false);
      rounds.askPatiently(transport, project, List.of(new ReqconfigCard("/project")), reply, PeerHello.STORED);
      if (reply.refusal == null) {
        given.put(transport.peerName(), reply);
      }
    });
    asked.stream().map(transport -> given.get(transport.peerName())).filter(Objects::nonNull).findFirst()
        .ifPresent(reply -> file.config(reply.entries));
  }

  /** From each, since each may hold what no other does; how one ended, if possible well. Null where all refuse and nothing is open. */
  private @Nullable SyncOutcome pull(Repository repository) throws InterruptedException {
    SyncRequest pull = SyncRequest.of(Direction.PULL, request.login()).as(request.selfNode());
    PublicNames names = PublicNames.following(repository.changes(), repository.artifacts());
    Map<String, SyncOutcome> outcomes = pulled(repository, names, pull, peers.isEmpty() ? peers.find() : peers.all());
    if (request.privateToo()) {
      // One after another, so that each gives what is missing still; who is silent is known by now.
      for (Transport peer : peers.all()) {
        outcomes.putAll(pulled(repository, names, pull.withPrivate(), List.of(peer)));
      }
    }
    List<SyncOutcome> all = List.copyOf(outcomes.values());
    all.forEach(outcome -> blocked.addAll(outcome.blocked()));
    boolean isOpen = wasHere || request.privateToo() || !repository.artifacts().phantoms(1, false).isEmpty();
    // Who may clone need not be one who may pull.
    boolean isDenied = !all.isEmpty()
        && all.stream().allMatch(outcome -> outcome.result() instanceof SyncOutcome.Result.Denied);
    return all.stream().filter(SyncOutcome::isSuccess).findFirst().orElseGet(() -> isDenied
        ? isOpen ? all.getFirst() : null
        : all.stream().filter(outcome -> outcome.result() instanceof SyncOutcome.Result.Failed).findFirst()
            .orElse(NOBODY_LEFT));
  }

  private Map<String, SyncOutcome> pulled(Repository repository, PublicNames names, SyncRequest pull,
      Collection<Transport> asked) throws InterruptedException {
    Map<String, SyncOutcome> outcomes = new ConcurrentHashMap<>();
    peers.ask(asked, transport -> {
      SyncOutcome outcome = new SyncSession(repository.artifacts(), transport, pull, rounds.limits(), rounds.clock(),
          rounds.random(), SyncListener.SILENT, names).run();
      outcomes.put(transport.peerName(), outcome);
      if (outcome.result() instanceof SyncOutcome.Result.Failed(String _, Exception cause)
          && cause instanceof TransportException.NoAnswer none) {
        throw none;
      }
    });
    return outcomes;
  }
}
