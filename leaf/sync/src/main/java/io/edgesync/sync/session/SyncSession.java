package io.edgesync.sync.session;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.sync.PeerText;
import io.edgesync.sync.Meanwhile;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.reconcile.Asking;
import io.edgesync.sync.reconcile.PublicNames;
import io.edgesync.sync.reconcile.ReconcileException;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import io.edgesync.xfer.card.PragmaCard;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pull, push or sync with one peer. {@link #run} blocks until it is over and says what came of it; only a
 * {@link SyncOutcome.Result.Completed} is a success. Whatever arrived and was verified stays stored, however the session ends. One
 * thread, one use.
 */
public final class SyncSession {

  private static final Logger log = LoggerFactory.getLogger(SyncSession.class);
  /** How often one artifact is sent to a peer that goes on asking for it. */
  private static final int SENDS_MAX = 5;
  /** Artifacts whose storing takes longer than a round of its own for what the peer asks for meanwhile. */
  private static final int WORTH_A_ROUND = 100;

  private final ArtifactStore store;
  private final Transport transport;
  private final SyncRequest request;
  private final SessionLimits limits;
  private final SyncClock clock;
  private final RandomGenerator random;
  private final SyncListener listener;
  private final SessionMachine machine;
  private final RequestWriter writer;
  private final PublicNames names;
  /** Null where the peer is asked for single artifacts, or both sides name all that they hold. */
  private final @Nullable Asking asking;
  /** Where a reply is stored while the peer is given what it asked for. */
  private final Executor beside;
  private final Set<Hash> withheld = new HashSet<>();
  private final Set<Hash> wantedWhole = new HashSet<>();
  private final Map<Hash, Integer> sends = new HashMap<>();
  private Traffic traffic = Traffic.NONE;

  /** One that does everything on its own thread. */
  public SyncSession(ArtifactStore store, Transport transport, SyncRequest request, SessionLimits limits,
      SyncClock clock, RandomGenerator random, SyncListener listener) {
    this(store, transport, request, limits, clock, random, listener, PublicNames.scanning(store), Runnable::run);
  }

  /**
   * One that stores what a reply brought while it gives the peer what that lacks.
   *
   * @param names the set that is compared with that of one of our own peers
   */
  public SyncSession(ArtifactStore store, Transport transport, SyncRequest request, SessionLimits limits,
      SyncClock clock, RandomGenerator random, SyncListener listener, PublicNames names) {
    this(store, transport, request, limits, clock, random, listener, names, Thread::startVirtualThread);
  }

  private SyncSession(ArtifactStore store, Transport transport, SyncRequest request, SessionLimits limits,
      SyncClock clock, RandomGenerator random, SyncListener listener, PublicNames names, Executor beside) {
    this.names = names;
    this.beside = beside;
    this.asking = request.comparesRanges()
        ? new Asking(names, request.direction().pushes(), request.direction().pulls(), random)
        : null;
    this.store = store;
    this.transport = transport;
    this.request = request;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
    this.listener = listener;
    this.machine = new SessionMachine(request, limits);
    this.writer = new RequestWriter(store, request, transport.compresses(), limits, clock, random);
  }

  /** @throws InterruptedException when interrupted: the round under way is given up, its verified artifacts may be stored */
  public SyncOutcome run() throws InterruptedException {
    long startNanos = clock.nanoTime();
    SyncOutcome.@Nullable Result result = null;
    try {
      SessionEvent event = new SessionEvent.Started(phantoms());
      while (result == null) {
        SessionEvent next = null;
        for (SessionEffect effect : machine.on(event)) {
          switch (effect) {
            case SessionEffect.Ask(RoundPlan plan) -> next = round(plan);
            case SessionEffect.Finish(SyncOutcome.Result end) -> result = end;
          }
        }
        event = next == null ? event : next;
      }
    } catch (RepositoryException e) {
      result = new SyncOutcome.Result.Failed(String.valueOf(e.getMessage()), e);
    }
    SyncOutcome outcome = new SyncOutcome(result, traffic, machine.blocked(), machine.unavailable(), machine.messages(),
        machine.peer(), Duration.ofNanos(clock.nanoTime() - startNanos));
    log.debug("sync finished peer={} result=\"{}\" rounds={} received={} sent={} took={}", transport.peerName(),
        outcome.summary(), traffic.rounds(), traffic.received(), traffic.sent(), outcome.took());
    return outcome;
  }

  /**
   * A request that was sent, and the reply that was read as far as it came, its last artifacts not stored yet.
   *
   * @param unnamed what is held here and neither travelled nor is named by the reply, as far as that matters
   * @param broke why the reply is not whole; null where it is
   */
  private record Exchanged(RequestWriter.Request asked, ReplyReader reader, Set<Hash> unnamed,
      @Nullable TransportException broke)
      implements
        AutoCloseable {
    @Override
    public void close() {
      reader.close();
    }
  }

  private SessionEvent round(RoundPlan plan) throws InterruptedException {
    if (asking != null && plan.comparesAnew()) {
      asking.beginAnew();
    }
    try (Exchanged first = exchange(plan, asking == null ? List.of() : asking.cards())) {
      RoundPlan giving = givingMeanwhile(first);
      if (giving == null) {
        ReplyFacts facts = store(first);
        SessionEvent end = account(first, facts);
        return end == null ? replied(heeded(facts, plan, first), first, List.of()) : end;
      }
      try (Meanwhile<ReplyFacts> storing = new Meanwhile<>(() -> store(first), beside);
          Exchanged second = exchange(giving, first, storing)) {
        ReplyFacts before = storing.await();
        SessionEvent end = account(first, before);
        ReplyFacts after = store(second);
        SessionEvent endOfSecond = account(second, after);
        if (end == null && endOfSecond != null) {
          // What the first reply said counts all the same.
          machine.on(replied(before, first, List.of()));
          end = before.violation() == null ? endOfSecond : new SessionEvent.Broken(before.violation(), null);
        }
        return end == null ? replied(before.and(after), first, new HashSet<>(second.asked().outbox().sent())) : end;
      }
    }
  }

  /** Where the repository fails and the round does not come to its end, what is being stored counts all the same. */
  private Exchanged exchange(RoundPlan giving, Exchanged first, Meanwhile<ReplyFacts> storing)
      throws InterruptedException {
    try {
      return exchange(giving, List.of());
    } catch (RepositoryException e) {
      account(first, storing.await());
      throw e;
    }
  }

  /** The round that gives the peer what its reply asked for, where that can be known before the reply is stored; null otherwise. */
  private @Nullable RoundPlan givingMeanwhile(Exchanged first) {
    if (asking == null || first.broke() != null || first.reader().isRefused()
        || first.reader().artifacts() < WORTH_A_ROUND) {
      return null;
    }
    List<Hash> given = asking.askedFor(first.reader().ranges()).stream().filter(name -> !withheld.contains(name))
        .toList();
    for (SessionEffect effect : machine.on(new SessionEvent.Heard(given))) {
      if (effect instanceof SessionEffect.Ask(RoundPlan plan)) {
        return plan;
      }
    }
    return null;
  }

  /** Stores what is pending of a reply. */
  private ReplyFacts store(Exchanged round) {
    ReplyFacts facts = round.reader().finish();
    if (request.links() != null && round.broke() == null && facts.denial() == null && facts.violation() == null) {
      request.links().learn(round.reader().links());
    }
    return facts;
  }

  /** @param set what is said about our set */
  private Exchanged exchange(RoundPlan plan, List<PragmaCard> set) throws InterruptedException {
    RequestWriter.Request asked = writer.write(plan, machine.peer(), withheld, set);
    Set<Hash> unnamed = plan.isFirst() && request.beginsWithoutLists() && !request.toOurs()
        ? writer.offers(List.of(), withheld)
        : new HashSet<>();
    ReplyReader reader = new ReplyReader(store, plan.pulls(), request.privateToo(), limits, provenance(),
        unnamed, withheld, wantedWhole, listener::coming);
    boolean isRead = false;
    try {
      transport.exchange(Rounds.next(store.projectCode(), request.login(), limits, clock, random), asked.outbox(),
          reader);
      isRead = true;
      return new Exchanged(asked, reader, unnamed, null);
    } catch (TransportException e) {
      isRead = true;
      return new Exchanged(asked, reader, unnamed, e);
    } finally {
      if (!isRead) {
        reader.close();
      }
    }
  }

  /** What a round was to carry and could not, because it is not here or must not leave, the peer may ask for as often as it likes. */
  private static ReplyFacts heeded(ReplyFacts facts, RoundPlan plan, Exchanged round) {
    Set<Hash> wished = Set.copyOf(plan.files());
    return Collections.disjoint(wished, round.asked().outbox().sent()) ? facts.askingNotFor(wished) : facts;
  }

  /** @param gave what the peer has been given already */
  private SessionEvent replied(ReplyFacts said, Exchanged round, Collection<Hash> gave) {
    ReplyFacts facts = overtaken(said);
    round.unnamed().removeAll(round.asked().outbox().sent());
    boolean knowsOurs = !request.toOurs() && round.unnamed().isEmpty();
    names.stored(facts.stored());
    Asking.State agreement = Asking.State.UNKNOWN;
    List<Hash> given = List.of();
    if (asking != null && facts.denial() == null && facts.violation() == null) {
      try {
        given = asking.replied(facts.ranges()).stream().filter(name -> !withheld.contains(name) && !gave.contains(name))
            .toList();
        agreement = asking.state();
        String agreed = asking.agreed();
        if (agreed != null) {
          listener.equal(agreed);
        }
      } catch (ReconcileException e) {
        return new SessionEvent.Broken(transport.peerName() + ": " + PeerText.clean(String.valueOf(e.getMessage())), e);
      }
    }
    boolean isKnownByRanges = agreement != Asking.State.UNKNOWN && !request.privateToo();
    return new SessionEvent.Replied(facts, isKnownByRanges ? List.of() : phantoms(), agreement, given,
        knowsOurs, round.asked().namesMore(), !gave.isEmpty() || round.asked().outbox().artifactsSent() > 0);
  }

  /** Where another session was quicker it may have brought the rest, too: that need not come again. */
  private ReplyFacts overtaken(ReplyFacts facts) {
    return facts.heldBefore().isEmpty() ? facts : facts.alsoHeld(ReplyReader.held(store, machine.wantedNext()));
  }

  /** What a round was; gives an event where the session ends with it. */
  private @Nullable SessionEvent account(Exchanged round, ReplyFacts facts) {
    RequestWriter.Request asked = round.asked();
    List<Blocked> here = asked.outbox().blocked().stream()
        .map(artifact -> new Blocked(artifact.name(), artifact.isForHolders(limits.artifactBytesMax()),
            artifact.reason()))
        .toList();
    machine.blockedHere(here);
    here.forEach(artifact -> withheld.add(artifact.name()));
    facts.blocked().forEach(artifact -> withheld.add(artifact.name()));
    TransportException broke = round.broke();
    if (!(broke instanceof TransportException.NotSent) || round.reader().bytes() > 0) {
      traffic = new Traffic(traffic.rounds() + 1, traffic.received() + facts.received(),
          traffic.sent() + (facts.denial() == null ? asked.outbox().artifactsSent() : 0),
          traffic.bytesReceived() + round.reader().bytes(),
          traffic.bytesSent() + asked.outbox().bytes());
    }
    listener.progress(traffic);
    if (broke != null) {
      // What came before the break was verified like everything else, and is a round less to ask for.
      return new SessionEvent.Broken(String.valueOf(broke.getMessage()), broke);
    }
    RepositoryException starved = round.reader().outOfMemory();
    if (starved != null) {
      return new SessionEvent.Broken(String.valueOf(starved.getMessage()), starved);
    }
    if (request.links() != null && traffic.rounds() == 1 && facts.denial() == null && facts.violation() == null) {
      request.links().answered();
    }
    for (Hash name : asked.outbox().sent()) {
      if (sends.merge(name, 1, Integer::sum) > SENDS_MAX) {
        return new SessionEvent.Broken("sync: artifact " + name + " was sent " + SENDS_MAX
            + " times, and the peer asks for it again", null);
      }
    }
    if (facts.denial() == null && facts.violation() == null && !asked.unsent().isEmpty()) {
      store.clearUnsent(asked.unsent());
    }
    return null;
  }

  private List<Hash> phantoms() {
    return request.direction().pulls() && !request.wantedAlone()
        ? store.phantoms(machine.phantomsMax(), request.privateToo())
        : List.of();
  }

  /** One of our own nodes is named by its key. */
  private Provenance provenance() {
    LoginSigner signer = request.login();
    return new Provenance(signer == null ? null : signer.login(), request.toOurs() ? transport.peerName() : null, null);
  }
}
