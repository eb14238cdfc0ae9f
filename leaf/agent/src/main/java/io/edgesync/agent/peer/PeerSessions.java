package io.edgesync.agent.peer;

import io.edgesync.agent.state.StateDatabase;
import io.edgesync.agent.status.PeerState;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.gossip.GossipEvent;
import io.edgesync.sync.reconcile.PublicNames;
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
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the sessions of one project and keeps what came of the last one with each peer. A daemon without a login only pulls:
 * its peers pull in turn. With a login it pushes too, so that a peer that may not ask here gets what is new; where pushing is
 * denied, pulling goes on alone.
 */
public final class PeerSessions {

  private static final Logger LOG = LoggerFactory.getLogger(PeerSessions.class);

  /**
   * What the decision machine needs to know of a session.
   *
   * @param received artifacts that were stored
   */
  record Ended(GossipEvent.End end, int received) {}

  private final ProjectCode project;
  private final ArtifactStore store;
  private final PublicNames names;
  private final Function<String, Transport> transports;
  private final @Nullable LoginSigner login;
  private final String selfNode;
  private final SessionLimits limits;
  private final StateDatabase state;
  private final Set<Hash> blocked = ConcurrentHashMap.newKeySet();
  private final Set<String> pushDenied = ConcurrentHashMap.newKeySet();

  /**
   * @param names      the set that is compared with that of a peer
   * @param transports to a node, by its key
   */
  public PeerSessions(ArtifactStore store, PublicNames names, Function<String, Transport> transports,
      @Nullable LoginSigner login,
      String selfNode, SessionLimits limits, StateDatabase state) {
    this.project = store.projectCode();
    this.store = store;
    this.names = names;
    this.transports = transports;
    this.login = login;
    this.selfNode = selfNode;
    this.limits = limits;
    this.state = state;
    // What was too large yesterday may fit today's limits; what is not will be said again.
    state.unblockAll(project.hex());
  }

  /** Whether an artifact was refused by name since the start and is not to be asked for again. */
  boolean isBlocked(Hash name) {
    return blocked.contains(name);
  }

  /** An artifact cannot leave or enter this device. */
  public void block(Hash name, String why) {
    if (blocked.add(name)) {
      LOG.warn("artifact blocked project={} artifact={} reason={}", project, name, why);
      state.block(project.hex(), name.hex(), why, SyncClock.SYSTEM.now());
    }
  }

  /** Runs one session to its end. */
  Ended run(String node, List<Hash> wanted, Consumer<Collection<Hash>> stored) throws InterruptedException {
    boolean push = login != null && wanted.isEmpty() && !pushDenied.contains(node);
    try (Transport transport = transports.apply(node)) {
      SyncOutcome outcome = session(transport, push ? Direction.SYNC : Direction.PULL, wanted, stored);
      if (push && outcome.result() instanceof SyncOutcome.Result.Denied(String text) && text.contains("write")) {
        LOG.info("push denied, pulling only project={} peer={} text={}", project, node, text);
        pushDenied.add(node);
        outcome = session(transport, Direction.PULL, wanted, stored);
      }
      keep(node, outcome);
      return new Ended(end(outcome), outcome.traffic().received());
    }
  }

  private static GossipEvent.End end(SyncOutcome outcome) {
    return switch (outcome.result()) {
      case SyncOutcome.Result.Completed() -> new GossipEvent.End.Answered();
      case SyncOutcome.Result.Denied(String text) -> new GossipEvent.End.Failed();
      case SyncOutcome.Result.Failed(String text, TransportException.Refused refused) ->
        new GossipEvent.End.Refused(refused.retryAfter());
      case SyncOutcome.Result.Failed(String text, Exception cause) -> new GossipEvent.End.Failed();
    };
  }

  private SyncOutcome session(Transport transport, Direction direction, List<Hash> wanted,
      Consumer<Collection<Hash>> stored) throws InterruptedException {
    SyncListener listener = new SyncListener() {
      @Override
      public void stored(Collection<Hash> names) {
        stored.accept(names);
      }
    };
    return new SyncSession(store, transport, new SyncRequest(direction, login, wanted, selfNode).toOneOfOurs(), limits,
        SyncClock.SYSTEM, RandomGenerator.getDefault(), listener, names).run();
  }

  private void keep(String node, SyncOutcome outcome) {
    for (Blocked artifact : outcome.blocked()) {
      block(artifact.name(), artifact.reason());
    }
    Traffic traffic = outcome.traffic();
    String error = error(outcome);
    PeerState.Outcome word = switch (outcome.result()) {
      case SyncOutcome.Result.Completed() -> PeerState.Outcome.OK;
      case SyncOutcome.Result.Denied(String text) -> PeerState.Outcome.DENIED;
      case SyncOutcome.Result.Failed(String text, Exception cause) -> PeerState.Outcome.FAILED;
    };
    LOG.info("sync finished project={} peer={} outcome={} rounds={} received={} sent={} took={}{}", project, node,
        word.word(), traffic.rounds(), traffic.received(), traffic.sent(), outcome.took(),
        error.isEmpty() ? "" : " error=" + error);
    state.record(project.hex(), new PeerState(node, word, SyncClock.SYSTEM.now(), traffic.rounds(), traffic.received(),
        traffic.sent(), traffic.bytesReceived(), traffic.bytesSent(), error));
  }

  private static String error(SyncOutcome outcome) {
    String text = switch (outcome.result()) {
      case SyncOutcome.Result.Completed() -> "";
      case SyncOutcome.Result.Denied(String denied) -> denied;
      case SyncOutcome.Result.Failed(String failed, Exception cause) -> failed;
    };
    return text.substring(0, Math.min(text.length(), 500)).replaceAll("\\p{Cntrl}", " ");
  }
}
