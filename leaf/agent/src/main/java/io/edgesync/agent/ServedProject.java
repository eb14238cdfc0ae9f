package io.edgesync.agent;

import io.edgesync.agent.configuration.RepositoryFile;
import io.edgesync.agent.configuration.RepositorySettings;
import io.edgesync.agent.configuration.UpstreamSettings;
import io.edgesync.agent.peer.Pace;
import io.edgesync.agent.peer.UpstreamSync;
import io.edgesync.agent.goedgesync.GoPeers;
import io.edgesync.agent.http.XferHandler;
import io.edgesync.agent.metrics.SyncObserver;
import io.edgesync.agent.nats.ProjectInterest;
import io.edgesync.agent.nats.RoundAnswers;
import io.edgesync.agent.nats.SharedAnswerer;
import io.edgesync.agent.nats.SyncSubjects;
import io.edgesync.agent.nats.Way;
import io.edgesync.agent.nats.Ways;
import io.edgesync.agent.peer.PeerBook;
import io.edgesync.agent.peer.PeerSessions;
import io.edgesync.agent.peer.ProjectPeers;
import io.edgesync.agent.peer.SessionRecords;
import io.edgesync.agent.state.GrantBook;
import io.edgesync.agent.state.StateDatabase;
import io.edgesync.agent.status.RepositoryState;
import io.edgesync.agent.watch.FileEvents;
import io.edgesync.agent.watch.RepositoryWatch;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.LinkId;
import io.edgesync.repository.Repository;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.answer.Served;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.answer.Admission;
import io.edgesync.sync.answer.Answer;
import io.edgesync.sync.answer.AnswerLimits;
import io.edgesync.sync.answer.AnswerListener;
import io.edgesync.sync.answer.Answerer;
import io.edgesync.sync.answer.Asked;
import io.edgesync.sync.answer.DuplicateRoundException;
import io.edgesync.sync.reconcile.PublicNames;
import io.edgesync.sync.rights.Grants;
import io.edgesync.sync.send.BlockedPragma;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.login.PasswordLogin;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.Throttles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One repository of the daemon, with everything that looks at it: its watch, its answering side and its place among its peers.
 * The repository itself is owned by the daemon, which closes it after this.
 */
final class ServedProject implements AutoCloseable, RoundAnswers, XferHandler {

  /**
   * What all projects of a daemon share.
   *
   * @param projects how many they are as of now
   */
  record Shared(DaemonOptions options, Ways ways, PeerHello self, StateDatabase state, DaemonRights rights,
      FileEvents fileEvents, IntSupplier projects,
      PeerSessionsFactory sessions, SyncObserver observer, CardLimits cardLimits, MemoryBudget budget) {}

  /** Makes the sessions of a project; the daemon knows transports and limits. */
  @FunctionalInterface
  interface PeerSessionsFactory {
    PeerSessions of(Repository repository, RepositorySettings settings, Pace pace, PublicNames names,
        @Nullable LoginSigner login, SessionRecords records);
  }

  private final Repository repository;
  private final RepositoryFile how;
  private final @Nullable DaemonLogin login;
  private final Path realFile;
  private final FileEvents fileEvents;
  private final StateDatabase state;
  private final SyncObserver observer;
  private final Pace pace;
  private final GrantBook grants;
  private final PeerSessions sessions;
  private final SessionRecords records;
  private final List<UpstreamSync> upstreams = new ArrayList<>();
  private final RepositoryWatch watch;
  private final ProjectPeers peers;
  private final Answerer answerer;
  private final long artifactBytesMax;
  private final GoPeers goPeers;
  private final Map<Way, SharedAnswerer> sharedAnswerers = new LinkedHashMap<>();

  /** Reads the names of all artifacts once; {@link #start} begins to act. */
  ServedProject(Repository repository, RepositoryFile how, @Nullable DaemonLogin login, Shared shared)
      throws IOException {
    this.repository = repository;
    this.how = how;
    this.login = login;
    this.artifactBytesMax = shared.options().limits().artifactBytesMax();
    this.realFile = repository.file().toRealPath();
    this.fileEvents = shared.fileEvents();
    this.state = shared.state();
    this.observer = shared.observer();
    this.pace = new Pace(how.settings().bandwidth());
    this.watch = new RepositoryWatch(repository, shared.options().pollInterval(), this::tellPeers,
        this::tellPeersOfLess);
    PublicNames names = PublicNames.of(repository.artifacts(), watch::fingerprint);
    PeerBook book = new PeerBook(InstantSource.system(), shared.projects(), watch::digest, shared.ways()::isLinkTo);
    this.grants = shared.rights().grants();
    this.records = new SessionRecords(repository.artifacts(), state, book, shared.observer(),
        node -> grants.of(repository.projectCode()).of(node) != null);
    this.sessions = shared.sessions().of(repository, how.settings(), pace, names, signer(login), records);
    grants.configure(repository.projectCode(), how.settings().grants());
    Admission admission = shared.rights().admission(repository);
    this.peers = new ProjectPeers(repository, how.settings(), shared.ways(),
        new SyncSubjects(shared.options().prefix()),
        () -> shared.rights().greeting(shared.self()), admission.authorizer(), shared.projects(), watch, sessions,
        shared.cardLimits(), shared.budget());
    this.answerer = new Answerer(Served.of(repository, names), admission,
        AnswerLimits.DEFAULT.withArtifactBytesMax(artifactBytesMax)
            .withPeerBytesMax(pace.answerBytes(AnswerLimits.DEFAULT.peerBytesMax())),
        shared.self().node(),
        SyncClock.SYSTEM, new AnswerListener() {
          @Override
          public void stored(Asked asked, List<Hash> stored) {
            watch.nudge();
          }

          @Override
          public void turnedAway(String node) {
            peers.turnedAway(node);
          }
        });
    watch.onLook(peers::looked);
    for (UpstreamSettings upstream : how.settings().upstreams()) {
      book.upstream(upstream.shown());
      upstreams.add(new UpstreamSync(upstream, sessions, watch,
          new UpstreamDial(repository.projectCode(), shared.cardLimits(), shared.budget())));
    }
    fileEvents.watch(realFile, watch::nudge);
    for (Way way : shared.ways().all()) {
      sharedAnswerers.put(way, new SharedAnswerer(way.endpoint(), repository.projectCode(), this, shared.cardLimits(),
          shared.budget(), shared.options().limits().answersMax()));
    }
    this.goPeers = new GoPeers(repository, how.settings(), sharedAnswerers, admission.authorizer(), watch, sessions,
        shared.cardLimits(), shared.budget());
  }

  private static @Nullable LoginSigner signer(@Nullable DaemonLogin login) {
    return login == null ? null : new PasswordLogin(login.user(), login.password());
  }

  void start() {
    goPeers.start();
    watch.start();
    peers.start();
    upstreams.forEach(UpstreamSync::start);
  }

  /** Starts a session with every known peer and upstream now; returns at once. */
  void syncNow() {
    watch.nudge();
    peers.syncNow();
    upstreams.forEach(UpstreamSync::syncNow);
  }

  /** Takes what comes for this project on one of the ways. */
  ProjectInterest.Taker taker(Way way) {
    SharedAnswerer rounds = Objects.requireNonNull(sharedAnswerers.get(way));
    return new ProjectInterest.Taker() {
      @Override
      public void announcement(Delivery delivery) {
        peers.hear(way, delivery);
      }

      @Override
      public void round(Delivery delivery) {
        rounds.take(delivery);
      }
    };
  }

  private void tellPeers(List<Hash> names) {
    peers.stored(names);
    goPeers.stored(names);
  }

  /** A hub of Go EdgeSync may have come: by a link, or anywhere on that way where it is null. Does not block. */
  void goHubMayHaveCome(Way way, @Nullable LinkId link) {
    goPeers.greetSoon(way, link);
  }

  private void tellPeersOfLess() {
    peers.less();
  }

  ProjectCode project() {
    return repository.projectCode();
  }

  Repository repository() {
    return repository;
  }

  /** Whether it is served just so. */
  boolean is(RepositoryFile wanted, @Nullable DaemonLogin as) {
    return how.equals(wanted) && Objects.equals(login, as);
  }

  /** What names the repository in HTTP paths. */
  String httpName() {
    return httpName(repository.file());
  }

  static String httpName(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".fossil") ? name.substring(0, name.length() - ".fossil".length()) : name;
  }

  ProjectPeers peers() {
    return peers;
  }

  /** The answering side, for transports that speak to it themselves. */
  Answerer answerer() {
    return answerer;
  }

  /** Whether another project was written over the file; {@code action} runs when that is found. */
  void onOtherProject(Runnable action) {
    watch.onOther(action);
  }

  boolean isOtherProject() {
    return watch.isOther();
  }

  void nudge() {
    watch.nudge();
  }

  @Override
  public CardSource answer(Round round, ReceivedBody request) throws IOException, InterruptedException {
    try {
      Answer answer = answer(Asked.of(round, request, null).within(how.settings().direction()));
      return () -> new ReportingCards(answer);
    } catch (DuplicateRoundException e) {
      throw new InProgressException(String.valueOf(e.getMessage()), Duration.ofSeconds(2), e);
    }
  }

  @Override
  public boolean isLocked() {
    return repository.isLockedByOthers();
  }

  @Override
  public Throttles throttles() {
    return pace.answers();
  }

  @Override
  public Answer answer(Asked asked) throws DuplicateRoundException, IOException, InterruptedException {
    long startNanos = System.nanoTime();
    Answer answer = answerer.answer(asked);
    observer.roundAnswered(project(), !answer.denial().isEmpty(), Duration.ofNanos(System.nanoTime() - startNanos));
    return answer;
  }

  /** What is larger than we take ourselves; an asker who takes less, or says so, has no place in our status. */
  @Override
  public void made(Answer answer) {
    for (BlockedPragma blocked : answer.outbox().blocked()) {
      if (blocked.isForHolders(artifactBytesMax)) {
        records.block(blocked.name(), blocked.reason());
      }
    }
  }

  RepositoryState status() {
    String code = project().hex();
    PeerBook.Shown peers = records.peers();
    return new RepositoryState(repository.file().toAbsolutePath().toString(), code, watch.artifacts(),
        state.blocked(code), peers.peers(), peers.more(), watch.trouble());
  }

  /** Stops acting; the repository stays open. */
  @Override
  public void close() {
    grants.configure(repository.projectCode(), Grants.NONE);
    fileEvents.forget(realFile);
    upstreams.forEach(UpstreamSync::close);
    goPeers.close();
    sharedAnswerers.values().forEach(SharedAnswerer::close);
    peers.close();
    watch.close();
  }

  /** The cards of an answer; artifacts that it had to leave out are kept for the status. */
  private final class ReportingCards implements CardSource.Cards {
    private final Answer answer;
    private final CardSource.Cards cards;

    ReportingCards(Answer answer) throws IOException {
      this.answer = answer;
      this.cards = answer.open();
    }

    @Override
    public @Nullable Card next() throws IOException, InterruptedException {
      return cards.next();
    }

    @Override
    public void close() {
      cards.close();
      made(answer);
    }
  }
}
