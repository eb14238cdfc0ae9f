package io.edgesync.agent.peer;

import io.edgesync.agent.configuration.RepositorySettings;
import io.edgesync.repository.Repository;
import io.edgesync.sync.session.RoundTrip;
import io.edgesync.sync.unversioned.UnversionedOutcome;
import io.edgesync.sync.unversioned.UnversionedRequest;
import io.edgesync.sync.unversioned.UnversionedSession;
import java.time.Duration;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.sync.BoundedMap;
import io.edgesync.sync.PeerText;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.gossip.GossipEffect;
import io.edgesync.sync.gossip.GossipEvent;
import io.edgesync.sync.reconcile.PublicNames;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.LinkExchange;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.session.Traffic;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.round.Throttles;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the sessions of one project and keeps what came of the last one with each peer. A daemon without a login only pulls:
 * its peers pull in turn. With a login, or where node keys have grants, it pushes too, so that a peer that may not ask here gets what is new; where pushing is
 * denied, pulling goes on alone.
 */
public final class PeerSessions {

  private static final Logger LOG = LoggerFactory.getLogger(PeerSessions.class);
  /** As long as they wait for each other. */
  private static final Duration GO_PATIENCE = Duration.ofSeconds(30);
  private static final int NAMES_LOGGED_MAX = 10;

  /**
   * What the decision machine needs to know of a session.
   *
   * @param received artifacts that were stored
   * @param gave     artifacts that the peer was given
   */
  record Ended(GossipEvent.End end, int received, int gave) {}

  private final Repository repository;
  private final RepositorySettings settings;
  private final Throttles throttles;
  private final ProjectCode project;
  private final ArtifactStore store;
  private final PublicNames names;
  private final BiFunction<String, Throttles, Transport> transports;
  private final @Nullable LoginSigner login;
  private final Predicate<String> heedsProofs;
  private final String selfNode;
  private final SessionLimits limits;
  private final SessionRecords records;
  private final PeerBook book;
  /** Nodes come under new names for ever: what they denied is asked again of those met longest ago. */
  private final Set<String> pushDenied;
  /** Peers of Go EdgeSync with which there was nothing to be done last. */
  private final Set<String> quietWithGo;
  /** Upstreams that are not of ours. */
  private final Set<String> others;
  private final Set<String> privateDenied;
  private final Set<String> unversionedDenied;

  /**
   * @param settings   which way artifacts go, and what is kept equal beside them
   * @param pace       of all sessions
   * @param names      the set that is compared with that of a peer
   * @param transports to a node, by its key, at a pace
   * @param heedsProofs whether a node lets some do more who prove their keys
   * @param records     is told what comes of them
   */
  public PeerSessions(Repository repository, RepositorySettings settings, Pace pace, PublicNames names,
      BiFunction<String, Throttles, Transport> transports, @Nullable LoginSigner login, Predicate<String> heedsProofs,
      String selfNode, SessionLimits limits, SessionRecords records) {
    this.repository = repository;
    this.settings = settings;
    this.throttles = pace.throttles();
    this.store = repository.artifacts();
    this.project = store.projectCode();
    this.names = names;
    this.transports = transports;
    this.login = login;
    this.heedsProofs = heedsProofs;
    this.selfNode = selfNode;
    this.limits = pace.limits(limits);
    this.records = records;
    this.book = records.book();
    this.pushDenied = BoundedMap.setOf(book::nodesMax);
    this.quietWithGo = BoundedMap.setOf(book::nodesMax);
    this.others = BoundedMap.setOf(book::nodesMax);
    this.privateDenied = BoundedMap.setOf(book::nodesMax);
    this.unversionedDenied = BoundedMap.setOf(book::nodesMax);
  }

  SessionRecords records() {
    return records;
  }

  /** What a node denied it may grant now. */
  void rightsChanged(String node) {
    book.rightsChanged(node);
    pushDenied.remove(node);
    privateDenied.remove(node);
    unversionedDenied.remove(node);
  }

  /** Whether a session with the node gives it what it lacks, as far as we know. */
  boolean givesTo(String node) {
    Direction direction = direction(node, List.of());
    return direction != null && direction.pushes();
  }

  /**
   * Runs one session to its end.
   *
   * @param coming     is told of each artifact before it is stored
   * @param progressed is told as long as it goes on, and for how long we, or a narrow link, held it up so far
   */
  Ended run(GossipEffect.StartSession start, Consumer<Hash> coming, Consumer<Duration> progressed)
      throws InterruptedException {
    String node = start.node();
    boolean compares = start.wanted().isEmpty();
    Direction direction = direction(node, start.wanted());
    if (direction == null) {
      // The peer takes what it lacks; there is nothing to be asked for.
      return new Ended(new GossipEvent.End.Answered(), 0, 0);
    }
    Throttles told = throttles.telling(new Passing(System::nanoTime, progressed));
    try (Transport transport = records.started(node, told, pace -> transports.apply(node, pace))) {
      SyncOutcome outcome = session(transport, node, asking(direction, start), coming);
      if (direction == Direction.SYNC && (isDenied(outcome, "write") || (login == null && isDenied(outcome, "push")))) {
        LOG.info("push denied, pulling only project={} peer={} text={}", project, node, outcome.summary());
        pushDenied.add(node);
        book.denied(node, "push", SessionRecords.error(outcome));
        outcome = session(transport, node, asking(Direction.PULL, start), coming);
      }
      if (outcome.isSuccess() && settings.unversioned() && compares) {
        outcome = withUnversioned(outcome, transport, node, login);
      }
      records.keep(node, outcome, compares);
      return new Ended(end(outcome), outcome.traffic().received(), outcome.traffic().sent());
    } finally {
      book.sessionEnded(node);
    }
  }

  /**
   * One session with a server beside the mesh, to its end.
   *
   * @param name of the server, for the status
   * @throws X where there is no way to it
   */
  <X extends Exception> SyncOutcome.Result runUpstream(String name, ProgressLines.Opening<X> way,
      @Nullable LoginSigner as, Consumer<Hash> coming) throws X, InterruptedException {
    try (Transport observed = records.started(name, throttles, way)) {
      SyncRequest request = SyncRequest.of(settings.direction(), as);
      request = others.contains(name) ? request : request.tryingRanges();
      if (observed.peerName().startsWith("http")) {
        request = request.withLinks(LinkExchange.telling(repository.links(), observed.peerName()));
      }
      SyncOutcome outcome = session(observed, name, request, coming);
      if (outcome.peer() != null) {
        others.remove(name);
      } else if (outcome.isSuccess()) {
        others.add(name);
      }
      if (outcome.isSuccess() && settings.unversioned()) {
        outcome = withUnversioned(outcome, observed, name, as);
      }
      records.keep(name, outcome, true);
      return outcome.result();
    } finally {
      book.sessionEnded(name);
    }
  }

  /**
   * One session with a peer of Go EdgeSync, which packs all that it is asked for into one message, or fails.
   * That nobody answers is no news, nor that nothing was to be done, again.
   */
  public SyncOutcome withGo(String name, Function<Throttles, Transport> peer, Direction way, int gimmesMax)
      throws InterruptedException {
    try (Transport transport = records.started(name, throttles, peer::apply)) {
      SyncOutcome outcome = session(transport, name, SyncRequest.of(way, null),
          limits.withGimmesMax(gimmesMax).withRoundPatience(GO_PATIENCE), _ -> {});
      boolean isQuiet = outcome.isSuccess() && outcome.traffic().received() + outcome.traffic().sent() == 0;
      boolean wasQuiet = isQuiet ? !quietWithGo.add(name) : quietWithGo.remove(name);
      boolean isAnswered = !(outcome.result() instanceof SyncOutcome.Result.Failed)
          || outcome.traffic().bytesReceived() > 0;
      if (isAnswered && !(isQuiet && wasQuiet)) {
        records.keep(name, outcome, true);
      }
      return outcome;
    } finally {
      book.sessionEnded(name);
    }
  }

  /** A session that never began. */
  void failed(String name, String why) {
    records.keep(name,
        new SyncOutcome(new SyncOutcome.Result.Failed(why, null), Traffic.NONE, List.of(), List.of(), List.of(),
            null, Duration.ZERO),
        false);
  }

  /** Null where there is nothing that we may do. */
  private @Nullable Direction direction(String node, List<Hash> wanted) {
    boolean push = (login != null || heedsProofs.test(node)) && wanted.isEmpty() && !pushDenied.contains(node);
    return switch (settings.direction()) {
      case SYNC -> push ? Direction.SYNC : Direction.PULL;
      case PULL -> Direction.PULL;
      case PUSH -> push ? Direction.PUSH : null;
    };
  }

  private static boolean isDenied(SyncOutcome outcome, String about) {
    return outcome.result() instanceof SyncOutcome.Result.Denied(String text) && text.contains(about);
  }

  /** Unversioned files after artifacts. Who has no login, or no right to write them there, takes only: the peer takes in turn. */
  private SyncOutcome withUnversioned(SyncOutcome artifacts, Transport transport, String name,
      @Nullable LoginSigner as) throws InterruptedException {
    UnversionedRequest request = switch (settings.direction()) {
      case PULL -> UnversionedRequest.PULL;
      case PUSH -> UnversionedRequest.PUSH;
      case SYNC -> (as == null && !heedsProofs.test(name)) || unversionedDenied.contains(name)
          ? UnversionedRequest.PULL
          : UnversionedRequest.SYNC;
    };
    UnversionedOutcome files = unversioned(transport, as, request);
    if (request == UnversionedRequest.SYNC && files.result() instanceof SyncOutcome.Result.Denied(String text)
        && text.startsWith("uv-pull-only")) {
      LOG.info("unversioned files are taken only project={} peer={} text={}", project, name, text);
      unversionedDenied.add(name);
      book.denied(name, "unversioned push", PeerText.clean(text));
      files = unversioned(transport, as, UnversionedRequest.PULL);
    }
    LOG.info("unversioned files project={} peer={} received={} removed={} sent={} result={} notCrossed={}", project,
        name, files.received(), files.removed(), files.sent(), files.result().getClass().getSimpleName(),
        files.unavailable().stream().limit(NAMES_LOGGED_MAX).map(PeerText::clean).toList());
    return files.isSuccess()
        ? artifacts
        : new SyncOutcome(files.result(), artifacts.traffic(), artifacts.blocked(), artifacts.unavailable(),
            artifacts.messages(), artifacts.peer(), artifacts.took());
  }

  private UnversionedOutcome unversioned(Transport transport, @Nullable LoginSigner as, UnversionedRequest request)
      throws InterruptedException {
    RoundTrip rounds = new RoundTrip(store, transport, as, limits, SyncClock.SYSTEM, RandomGenerator.getDefault());
    return new UnversionedSession(repository.unversioned(), rounds, request).run();
  }

  private static GossipEvent.End end(SyncOutcome outcome) {
    return switch (outcome.result()) {
      case SyncOutcome.Result.Completed() -> new GossipEvent.End.Answered();
      case SyncOutcome.Result.Denied(String text) -> new GossipEvent.End.Denied();
      case SyncOutcome.Result.Failed(String text, TransportException.Refused refused) ->
        new GossipEvent.End.Refused(refused.retryAfter());
      case SyncOutcome.Result.Failed(String text, Exception cause) -> new GossipEvent.End.Failed();
    };
  }

  private SyncRequest asking(Direction direction, GossipEffect.StartSession start) {
    SyncRequest request = new SyncRequest(direction, login, start.wanted(), selfNode).toOneOfOurs();
    return start.alone() ? request.withWantedAlone() : request;
  }

  /** Private artifacts go along where the settings say so and the peer lets them. */
  private SyncOutcome session(Transport transport, String node, SyncRequest request, Consumer<Hash> coming)
      throws InterruptedException {
    boolean withPrivate = settings.privateToo() && request.wanted().isEmpty() && !privateDenied.contains(node);
    SyncOutcome outcome = session(transport, node, withPrivate ? request.withPrivate() : request, limits, coming);
    if (withPrivate && isDenied(outcome, "private")) {
      LOG.info("private artifacts denied project={} peer={} text={}", project, node, outcome.summary());
      privateDenied.add(node);
      // What was said of pushing before, in the same line, is a note of its own.
      String words = SessionRecords.error(outcome);
      book.denied(node, "private", words.substring(words.lastIndexOf("; ", words.indexOf("private")) + 1).strip());
      return session(transport, node, request, limits, coming);
    }
    return outcome;
  }

  private SyncOutcome session(Transport transport, String node, SyncRequest request, SessionLimits within,
      Consumer<Hash> coming) throws InterruptedException {
    SyncListener listener = new SyncListener() {
      @Override
      public void coming(Hash name) {
        coming.accept(name);
      }

      @Override
      public void equal(String digest) {
        book.equal(node, digest);
      }
    };
    return new SyncSession(store, transport, request, within, SyncClock.SYSTEM, RandomGenerator.getDefault(), listener,
        names).run();
  }
}
