package io.edgesync.sync.gossip;

import io.edgesync.xfer.artifact.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides, for one project, what to announce and whom to ask.
 *
 * <ul>
 * <li>What is newly stored is announced to every domain but the one it came by, so any connected topology converges and nobody is told
 * twice. News that come together are told together.
 * <li>What a node announces and we lack is asked of that node. A name that two nodes announce is asked of one of them, and of the other when
 * the first did not bring it, brings nothing for a while, or takes very long.
 * <li>With one node there runs one session at a time, and while a comparison lasts a second one for what it announces.
 * <li>A digest that is neither ours nor was ever ours starts a comparison with any node that has it, and so does one that was ours, where the node
 * still says so after a while: it does not come for what it lacks, and may have to be given it. Before that, and before we ask for what was
 * announced, passes a random while in proportion to the audience, so that a fleet does not ask all at once.
 * <li>Whoever we turned away is given at once what it lacks, but for what came by its own domain.
 * <li>When a comparison brought all that a node would give, the pair stays quiet until its digest changes, names vanish from ours, our shun list
 * changes, or ours has grown and the node does not come for that, as above; others with the same digest are tried at a pace that slows down.
 * <li>A node that denies what we ask is left alone for a pause that doubles up to a long one, until it says that other rights are in force there.
 * <li>A node that does not answer is left alone for a pause that doubles, with up to a quarter of chance added; one that refuses, for as long as it
 * says, with as much again of chance; one that does not say for how long counts as one that does not answer. There are so many sessions at a time; one that lasts gives its place to others who wait, one with a known node only to known ones.
 * </ul>
 *
 * Not thread-safe.
 */
public final class Gossip {

  /** With so many that there is something to ask, strangers are heeded at once; then later by so much for each. */
  private static final int STRANGERS_AT_ONCE = 100;
  private static final long STRANGER_NANOS = 1_000_000L;
  private static final long STRANGERS_PACE_MAX_NANOS = 1_000_000_000L;

  private final String selfNode;
  private final GossipLimits limits;
  private final RandomGenerator random;
  private final Peers peers;
  private final Goals goals;
  private final News news;
  private final Sessions sessions;
  private final NextSessions next;
  private long decidedNanos;

  /**
   * @param ours     this node's digest
   * @param projects how many the node has as of now, this one included, which share what there is to remember names and nodes
   * @param isLinked who is at the other end of a link as of now: more than a name, whether it ever answered or not
   */
  public Gossip(String selfNode, String ours, GossipLimits limits, IntSupplier projects, Predicate<String> isLinked,
      RandomGenerator random) {
    this.selfNode = selfNode;
    this.limits = limits;
    this.random = random;
    this.peers = new Peers(limits, projects, isLinked);
    this.goals = new Goals(ours, () -> limits.nodesMax(projects.getAsInt()));
    this.news = new News(limits);
    this.sessions = new Sessions(limits, peers::isKnown);
    this.next = new NextSessions(limits, peers, goals, sessions, random);
  }

  public List<GossipEffect> on(GossipEvent event, long nowNanos) {
    List<GossipEffect> effects = new ArrayList<>();
    switch (event) {
      case GossipEvent.Stored(List<Hash> names, String via, String ours) -> {
        grown(ours, nowNanos);
        peers.withdraw(names);
        sessions.arrived(names);
        news.add(names, via);
        peers.all().stream().filter(peer -> Goals.isAway(peer, nowNanos) && (via == null || !via.equals(peer.via)))
            .forEach(peer -> give(peer, nowNanos));
      }
      case GossipEvent.Changed(String ours) -> {
        goals.forgetPast();
        goals.changed(ours, nowNanos);
        peers.all().stream().filter(peer -> peer.taken != null || peer.comparing != null)
            .forEach(peer -> askAgain(peer, nowNanos));
      }
      case GossipEvent.Announced(String node, List<Hash> unknown, String via) ->
        announced(node, unknown, via, nowNanos);
      case GossipEvent.Beacon(String node, String theirs, String via) -> beacon(node, theirs, via, nowNanos);
      case GossipEvent.Beside(String node, String difference, String via) -> beside(node, difference, via, nowNanos);
      case GossipEvent.Progressed(String node, boolean compares, Duration heldUp) ->
        sessions.progressed(node, compares, heldUp.toNanos(), nowNanos);
      case GossipEvent.TurnedAway(String node) -> turnedAway(node, nowNanos);
      case GossipEvent.SessionEnded ended -> sessionEnded(ended, nowNanos);
      case GossipEvent.Gone(String node) -> gone(node);
      case GossipEvent.Audience(String via, int nodes) -> peers.audience(via, nodes);
      case GossipEvent.ViaDown(String via) -> viaDown(via, effects);
      case GossipEvent.LinkDown(String node, String via) -> linkDown(node, via, effects);
      case GossipEvent.RightsChanged(String node) -> rightsChanged(node, nowNanos);
      case GossipEvent.CompareAll() -> peers.all().forEach(peer -> {
        pardon(peer);
        peer.restsNoMore();
        peer.theirs = null;
        peer.besideTaken = null;
        goals.heard(peer.goal(), false, 0, 0, nowNanos);
        peers.compare(peer, true);
      });
      case GossipEvent.Tick() -> {
        // Only looks at what waits, below.
      }
    }
    if (isPutOff(event, nowNanos)) {
      effects.add(new GossipEffect.WakeAt(decidedNanos + strangersPaceNanos()));
      return effects;
    }
    decidedNanos = nowNanos;
    Wake wake = new Wake();
    news.announce(nowNanos, effects, wake);
    next.begin(nowNanos, effects, wake);
    wake.addTo(effects);
    return effects;
  }

  /** Whoever decides looks at all that there is to do: what is said under ever new names is looked at together, and heeded a moment later. */
  private boolean isPutOff(GossipEvent event, long nowNanos) {
    long paceNanos = strangersPaceNanos();
    return paceNanos > 0 && nowNanos - decidedNanos < paceNanos && switch (event) {
      case GossipEvent.Said said -> !mayUrge(said.node(), paceNanos, nowNanos);
      // Where so many speak, so many moments come at which one of them may be asked.
      case GossipEvent.Tick _,GossipEvent.Gone _ -> true;
      case GossipEvent.Stored _,GossipEvent.Changed _,GossipEvent.Progressed _,GossipEvent.SessionEnded _ -> false;
      case GossipEvent.Audience _,GossipEvent.ViaDown _,GossipEvent.LinkDown _,GossipEvent.CompareAll _ -> false;
    };
  }

  /** Who is known, now and then: anybody may speak under that name, too. */
  private boolean mayUrge(String node, long paceNanos, long nowNanos) {
    PeerState peer = peers.known(node);
    if (peer == null || (peer.urgedNanos != null && nowNanos - peer.urgedNanos < paceNanos)) {
      return false;
    }
    peer.urgedNanos = nowNanos;
    return true;
  }

  private long strangersPaceNanos() {
    return Math.clamp(STRANGER_NANOS * (peers.withWorkCount() - STRANGERS_AT_ONCE), 0, STRANGERS_PACE_MAX_NANOS);
  }

  private void grown(String ours, long nowNanos) {
    if (goals.grown(ours, nowNanos)) {
      // In a crowd the others have moved on as we have: who still differs hears of our change, and says so.
      peers.withWork().stream().filter(peer -> peer.theirs != null && peers.audience(peer.via) > limits.crowd())
          .forEach(peer -> peers.compare(peer, false));
    }
  }

  private void announced(String node, List<Hash> unknown, @Nullable String via, long nowNanos) {
    PeerState peer = node.equals(selfNode) ? null : peers.heard(node, via);
    if (peer == null || unknown.isEmpty()) {
      return;
    }
    if (peer.offers.isEmpty()) {
      peer.offersDueNanos = nowNanos + next.waitNanos(via);
    }
    if (!peers.offer(peer, unknown)) {
      peers.withdraw(peer, List.copyOf(peer.offers));
      // Whatever its last beacon said, it has more now.
      peer.theirs = null;
      peer.restsNoMore();
      compareSoon(peer, nowNanos);
    }
  }

  private void beacon(String node, String theirs, @Nullable String via, long nowNanos) {
    PeerState peer = node.equals(selfNode) ? null : peers.heard(node, via);
    if (peer == null) {
      return;
    }
    if (!theirs.equals(peer.theirs)) {
      peer.theirs = theirs;
      peer.saidSinceNanos = nowNanos;
    }
    if (goals.isWorth(peer, nowNanos)) {
      compareSoon(peer, nowNanos);
    } else {
      peers.compare(peer, false);
    }
  }

  /** It tells so once: what it has beside is in no digest. */
  private void beside(String node, String difference, @Nullable String via, long nowNanos) {
    PeerState peer = node.equals(selfNode) ? null : peers.heard(node, via);
    if (peer != null && !difference.equals(peer.besideTaken)) {
      peer.besideDueNanos = nowNanos + next.waitNanos(via);
      peers.beside(peer, difference);
    }
  }

  private void turnedAway(String node, long nowNanos) {
    PeerState peer = peers.known(node);
    if (peer != null) {
      peer.turnedAwayNanos = nowNanos;
      give(peer, nowNanos);
    }
  }

  /** To one who does not come for what it lacks. Nobody else waits for it: there is no crowd. */
  private void give(PeerState peer, long nowNanos) {
    if (goals.isWorth(peer, nowNanos)) {
      goals.heard(peer.goal(), false, 0, 0, nowNanos);
      peers.compare(peer, true);
    }
  }

  private void compareSoon(PeerState peer, long nowNanos) {
    String goal = peer.goal();
    long crowdNanos = next.crowdNanos(peer.via);
    boolean isAwaited = crowdNanos > 0 && goals.isPlanned(goal)
        && peers.withWork().stream().anyMatch(each -> each.compare && each.goal().equals(goal));
    goals.heard(goal, isAwaited, crowdNanos, next.waitNanos(peer.via), nowNanos);
    peers.compare(peer, true);
  }

  private void sessionEnded(GossipEvent.SessionEnded ended, long nowNanos) {
    grown(ended.ours(), nowNanos);
    Sessions.Ended over = sessions.end(ended.node(), ended.compares());
    if (over == null) {
      return;
    }
    PeerState peer = over.session().peer;
    String beside = over.session().beside;
    if (beside != null && ended.end() instanceof GossipEvent.End.Answered) {
      peer.besideTaken = beside;
      // Whoever has the same as this node has nothing else, either.
      peers.withWork().stream().filter(each -> beside.equals(each.beside)).forEach(each -> peers.beside(each, null));
    } else if (beside != null && peer.beside == null) {
      peers.beside(peer, beside);
    }
    switch (ended.end()) {
      case GossipEvent.End.Answered() -> answered(peer, over.session(), ended, nowNanos);
      // Broken off for the sake of others, which is no fault of its.
      case GossipEvent.End.Failed() when over.session().isEnding ->
        again(over, nowNanos + limits.retryMin().toNanos(), nowNanos);
      case GossipEvent.End.Failed() -> failed(over, limits.retryMax(), nowNanos);
      case GossipEvent.End.Denied() -> {
        peer.denied = true;
        failed(over, limits.quietMax(), nowNanos);
      }
      // It knows of nothing that would be over soon: a full disk, or a project that it does not serve.
      case GossipEvent.End.Refused(var retryAfter) when !retryAfter.isPositive() ->
        failed(over, limits.retryMax(), nowNanos);
      case GossipEvent.End.Refused(var retryAfter) -> {
        long pause = Math.clamp(retryAfter.toNanos(), limits.retryMin().toNanos(), limits.retryMax().toNanos());
        again(over, nowNanos + pause + random.nextLong(1 + pause), nowNanos);
      }
    }
    peers.requeue(peer);
  }

  private void answered(PeerState peer, PeerState.Running session, GossipEvent.SessionEnded ended, long nowNanos) {
    peer.proven = true;
    if (!session.compares() && ended.received() > 0) {
      peer.restsNoMore();
    }
    if (session.compares() && ended.received() < limits.wantsMax()) {
      peer.isBehind = false;
    }
    if (session.isBeside) {
      // What the comparison came to meanwhile, such as a pause, stands.
      return;
    }
    peer.denied = false;
    peer.failures = 0;
    String theirs = session.theirs;
    if (!session.compares() || theirs == null || ended.received() >= limits.wantsMax()) {
      return;
    }
    if (session.beside == null) {
      peer.compared(ended.received() + ended.gave() > 0, limits, nowNanos);
    }
    if (session.isOutdated) {
      compareSoon(peer, nowNanos);
      return;
    }
    // What it still has beyond ours it would not give, or we did not want.
    peer.taken = theirs;
    peer.takenWith = session.ours;
    if (peer.compare && !goals.isWorth(peer, nowNanos)) {
      peers.compare(peer, false);
    }
    goals.fruitless(theirs, limits, nowNanos);
  }

  private void failed(Sessions.Ended over, Duration pauseMax, long nowNanos) {
    PeerState peer = over.session().peer;
    // What both of two sessions meet counts once.
    peer.failures += over.session().isBeside ? 0 : 1;
    long pause = Goals.doubled(limits.retryMin(), Math.max(0, peer.failures - 1), pauseMax);
    again(over, nowNanos + pause + random.nextLong(1 + pause / 4), nowNanos);
  }

  private void again(Sessions.Ended over, long notBeforeNanos, long nowNanos) {
    PeerState peer = over.session().peer;
    boolean waitsLonger = peer.waits && peer.notBeforeNanos - notBeforeNanos > 0;
    peer.notBeforeNanos = waitsLonger ? peer.notBeforeNanos : notBeforeNanos;
    peer.waits = true;
    if (over.session().compares() || (!over.missed().isEmpty() && !peers.offer(peer, over.missed()))) {
      peers.compare(peer, goals.isWorth(peer, nowNanos));
    }
  }

  private void rightsChanged(String node, long nowNanos) {
    PeerState peer = peers.get(node);
    if (peer != null) {
      pardon(peer);
      askAgain(peer, nowNanos);
    }
  }

  /** What it would not give it may give now, and what we did not want of it we may want. */
  private void askAgain(PeerState peer, long nowNanos) {
    if (peer.comparing != null) {
      peer.comparing.isOutdated = true;
    }
    peer.taken = null;
    peer.besideTaken = null;
    peer.restsNoMore();
    peers.compare(peer, goals.isWorth(peer, nowNanos));
  }

  private static void pardon(PeerState peer) {
    if (peer.denied) {
      peer.denied = false;
      peer.failures = 0;
      peer.waits = false;
    }
  }

  private void gone(String node) {
    PeerState peer = peers.get(node);
    if (peer != null && peer.isIdle()) {
      peers.remove(peer);
    }
  }

  private void viaDown(String via, List<GossipEffect> effects) {
    for (Iterator<PeerState> behind = peers.of(via); behind.hasNext();) {
      outOfReach(behind.next(), effects);
    }
  }

  private void linkDown(String node, String via, List<GossipEffect> effects) {
    PeerState peer = peers.get(node);
    if (peer != null && via.equals(peer.via)) {
      outOfReach(peer, effects);
    }
  }

  private void outOfReach(PeerState peer, List<GossipEffect> effects) {
    peers.lost(peer);
    sessions.breakOff(peer.comparing, effects);
    sessions.breakOff(peer.fetching, effects);
  }
}
