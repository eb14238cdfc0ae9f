package io.edgesync.agent.peer;

import io.edgesync.agent.metrics.SyncObserver;
import io.edgesync.agent.state.StateDatabase;
import io.edgesync.agent.status.BlockedArtifact;
import io.edgesync.agent.status.SessionState;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.session.Blocked;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.Traffic;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.round.Throttles;
import io.edgesync.xfer.round.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What came of the sessions of one project: in the log, in the daemon's database, and in the book of its peers. Thread-safe. */
public final class SessionRecords {

  private static final Logger LOG = LoggerFactory.getLogger(SessionRecords.class);

  /** Of artifacts that peers name. */
  private static final int BLOCKED_MAX = 1000;
  private static final int PEERS_MAX = 10_000;
  private static final Duration FORGET_EVERY = Duration.ofHours(6);
  private static final int FORGET_AFTER_SESSIONS = 1000;

  private final ArtifactStore store;
  private final ProjectCode project;
  private final StateDatabase state;
  private final PeerBook book;
  private final SyncObserver observer;
  private final Predicate<String> isGranted;
  /** For the log and the status. */
  private final Set<Hash> blocked = ConcurrentHashMap.newKeySet();
  private final AtomicInteger kept = new AtomicInteger();
  private final AtomicLong forgetNanos = new AtomicLong(System.nanoTime() + FORGET_EVERY.toNanos());
  private final ProgressLines progress;

  /** @param isGranted whether something is granted to a node, which is not forgotten then */
  public SessionRecords(ArtifactStore store, StateDatabase state, PeerBook book, SyncObserver observer,
      Predicate<String> isGranted) {
    this.isGranted = isGranted;
    this.store = store;
    this.project = store.projectCode();
    this.state = state;
    this.book = book;
    this.observer = observer;
    this.progress = new ProgressLines(project, System::nanoTime, LOG::info);
    // What was too large yesterday may fit today's limits; what is not will be said again.
    state.unblockAll(project.hex());
    book.onUnblocked(this::unblock);
  }

  /** A session begins, over what is opened for it. */
  <X extends Exception> Transport started(String peer, Throttles throttles, ProgressLines.Opening<X> opening) throws X {
    // Whoever opens it in vain says that it has ended, too.
    book.sessionStarted(peer);
    Transport transport = progress.of(peer, throttles, opening);
    observer.sessionStarted(project, peer);
    return new ObservedTransport(transport, project, peer, observer);
  }

  /** Where we stand with each peer. */
  public PeerBook.Shown peers() {
    return book.states(state.peers(project.hex()), isGranted);
  }

  PeerBook book() {
    return book;
  }

  /** Whether an artifact was refused by name with a peer since the start, which is not to be asked for it again. */
  boolean isBlocked(String peer, Hash name) {
    return book.isBlocked(peer, name);
  }

  /** An artifact cannot leave or enter this device. */
  public void block(Hash name, String why) {
    if (blocked.size() < BLOCKED_MAX && blocked.add(name)) {
      LOG.warn("artifact blocked project={} artifact={} reason={}", project, name, why);
      state.block(project.hex(), name.hex(), why, SyncClock.SYSTEM.now());
      observer.artifactBlocked(project, name, why);
    }
  }

  private void unblock(Set<String> names) {
    for (String name : names) {
      blocked.remove(new Hash(name));
      state.unblock(project.hex(), name);
      LOG.info("artifact crosses now project={} artifact={}", project, name);
    }
  }

  /** @param compares whether everything was to be compared */
  void keep(String node, SyncOutcome outcome, boolean compares) {
    for (Blocked artifact : outcome.blocked()) {
      // What only the peer cannot take is said of the peer.
      if (artifact.isHere()) {
        block(artifact.name(), artifact.reason());
      }
      book.blocked(node, new BlockedArtifact(artifact.name().hex(), artifact.reason()));
    }
    Traffic traffic = outcome.traffic();
    String error = error(outcome);
    SessionState.Outcome word = switch (outcome.result()) {
      case SyncOutcome.Result.Completed() -> SessionState.Outcome.OK;
      case SyncOutcome.Result.Denied(String text) -> SessionState.Outcome.DENIED;
      case SyncOutcome.Result.Failed(String text, Exception cause) -> SessionState.Outcome.FAILED;
    };
    LOG.info("sync finished project={} peer={} outcome={} rounds={} received={} sent={} took={}{}", project, node,
        word.word(), traffic.rounds(), traffic.received(), traffic.sent(), outcome.took(),
        error.isEmpty() ? "" : " error=" + error);
    if (word != SessionState.Outcome.FAILED) {
      book.proven(node);
    }
    if (compares && outcome.isSuccess()) {
      book.compared(node, lacking(outcome));
    }
    SessionState session = new SessionState(word, SyncClock.SYSTEM.now(), traffic.rounds(),
        traffic.received(), traffic.sent(), traffic.bytesReceived(), traffic.bytesSent(), error);
    state.record(project.hex(), node, session);
    forgetOthers();
    observer.sessionEnded(project, node, session, outcome.took());
  }

  /** Each name that answers has a row, and there are many names. Not at once after a start, when nobody has been heard yet. */
  private void forgetOthers() {
    long now = System.nanoTime();
    long due = forgetNanos.get();
    boolean isMany = kept.incrementAndGet() % FORGET_AFTER_SESSIONS == 0;
    if (isMany || (now - due >= 0 && forgetNanos.compareAndSet(due, now + FORGET_EVERY.toNanos()))) {
      state.forgetPeers(project.hex(), SyncClock.SYSTEM.now().minus(StateDatabase.REMEMBERED), PEERS_MAX,
          peer -> isGranted.test(peer) || book.isThere(peer));
    }
  }

  /** What the peer has, or spoke of, and did not come. */
  private List<Hash> lacking(SyncOutcome outcome) {
    return Stream.concat(outcome.unavailable().stream(), outcome.blocked().stream().map(Blocked::name))
        .filter(name -> store.lookup(name).presence() != ArtifactStore.Presence.HELD).toList();
  }

  static String error(SyncOutcome outcome) {
    String text = switch (outcome.result()) {
      case SyncOutcome.Result.Completed() -> "";
      case SyncOutcome.Result.Denied(String denied) -> denied;
      case SyncOutcome.Result.Failed(String failed, Exception cause) -> failed;
    };
    return text.substring(0, Math.min(text.length(), 500)).replaceAll("\\p{Cntrl}", " ");
  }
}
