package io.edgesync.sync.gossip;

import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Which sessions begin, of those for which there is something to ask. */
final class NextSessions {

  /** What is announced is fetched beside a comparison with the same node that has lasted for longer. */
  private static final long BESIDE_NANOS = 2_000_000_000L;

  private final GossipLimits limits;
  private final Peers peers;
  private final Goals goals;
  private final Sessions sessions;
  private final RandomGenerator random;

  NextSessions(GossipLimits limits, Peers peers, Goals goals, Sessions sessions, RandomGenerator random) {
    this.limits = limits;
    this.peers = peers;
    this.goals = goals;
    this.sessions = sessions;
    this.random = random;
  }

  void begin(long nowNanos, List<GossipEffect> effects, Wake wake) {
    askForWhatWasAnnounced(nowNanos, effects, wake);
    compareWithWhoToldOfMore(nowNanos, effects, wake);
    compareWithWhoDiffers(nowNanos, effects, wake);
    List<PeerState> waiting = peers.withWork().stream()
        .filter(peer -> peer.isIdle() && peer.isReady(nowNanos) && !sessions.hasPlaceFor(peer)
            && !(peer.offers.isEmpty() && peer.beside == null && peer.restsUntil(nowNanos) != null))
        .toList();
    if (!waiting.isEmpty()) {
      sessions.makeWay(waiting, nowNanos, effects, wake);
    }
  }

  /** Who hears what we heard may be about to ask for it, too. */
  long waitNanos(@Nullable String via) {
    return random.nextLong(1 + crowdNanos(via));
  }

  /** The longest that one waits for the sake of others. */
  long crowdNanos(@Nullable String via) {
    return Math.max(0, peers.audience(via) - limits.crowd()) * limits.fetchSpacing().toNanos();
  }

  /** Between half of the pause after a comparison and one and a half of it. */
  private long pauseNanos() {
    long pause = limits.compareEvery().toNanos();
    return pause / 2 + random.nextLong(1 + pause);
  }

  private void askForWhatWasAnnounced(long nowNanos, List<GossipEffect> effects, Wake wake) {
    for (PeerState peer : peers.withWork()) {
      if (peer.offers.isEmpty() || !mayFetch(peer, nowNanos, wake)) {
        continue;
      }
      if (peer.offersDueNanos - nowNanos > 0) {
        wake.at(peer.offersDueNanos);
        continue;
      }
      List<Hash> wanted = sessions.unasked(peer.offers, nowNanos, wake);
      if (!wanted.isEmpty() && sessions.hasPlaceFor(peer)) {
        peers.withdraw(peer, wanted);
        sessions.start(peer, wanted, goals.ours(), nowNanos, effects);
      }
    }
  }

  private void compareWithWhoToldOfMore(long nowNanos, List<GossipEffect> effects, Wake wake) {
    for (PeerState peer : peers.withWork()) {
      String beside = peer.beside;
      if (beside == null || !peer.isIdle() || !isReady(peer, nowNanos, wake)) {
        continue;
      }
      if (peer.besideDueNanos - nowNanos > 0) {
        wake.at(peer.besideDueNanos);
      } else if (sessions.hasPlaceFor(peer) && sessions.mayCompare(beside, peers.isKnown(peer), nowNanos, wake)) {
        compare(peer, nowNanos, effects);
      }
    }
  }

  private void compare(PeerState peer, long nowNanos, List<GossipEffect> effects) {
    sessions.start(peer, List.of(), goals.ours(), nowNanos, effects);
    peers.compare(peer, false);
    peers.beside(peer, null);
  }

  private void compareWithWhoDiffers(long nowNanos, List<GossipEffect> effects, Wake wake) {
    Map<String, List<PeerState>> candidates = new LinkedHashMap<>();
    for (PeerState peer : peers.withWork()) {
      if (!peer.compare) {
        continue;
      }
      if (!goals.isWorth(peer, nowNanos)) {
        peers.compare(peer, false);
      } else if (goals.isPlanned(peer.goal()) && mayCompare(peer, nowNanos, wake)) {
        if (goals.isDue(peer.goal(), nowNanos)) {
          candidates.computeIfAbsent(peer.goal(), _ -> new ArrayList<>()).add(peer);
        } else {
          wake.at(goals.dueNanos(peer.goal(), nowNanos));
        }
      }
    }
    List<String> open = new ArrayList<>(candidates.keySet());
    open.removeIf(
        goal -> !sessions.mayCompare(goal, candidates.getOrDefault(goal, List.of()).stream().anyMatch(peers::isKnown),
            nowNanos, wake));
    if (open.isEmpty()) {
      return;
    }
    PeerState chosen = choose(open.stream().map(goal -> candidates.getOrDefault(goal, List.of())).toList());
    if (sessions.hasPlaceFor(chosen)) {
      goals.started(chosen.goal(), crowdNanos(chosen.via), nowNanos);
      goals.postpone(nowNanos + pauseNanos() + waitNanos(chosen.via));
      if (open.size() > 1) {
        wake.at(goals.dueNanos(open.getFirst(), nowNanos));
      }
      compare(chosen, nowNanos, effects);
    }
  }

  /**
   * One of those who have one of these sets: half of the time one that is known, where there is such, since a name alone proves nobody, and so many
   * names may be made up, each with a set of its own.
   */
  private PeerState choose(List<List<PeerState>> sets) {
    List<List<PeerState>> known = random.nextBoolean() || !sessions.hasPlaceForStrangers()
        ? sets.stream().map(alike -> alike.stream().filter(peers::isKnown).toList()).filter(alike -> !alike.isEmpty())
            .toList()
        : List.of();
    List<List<PeerState>> from = known.isEmpty() ? sets : known;
    List<PeerState> alike = from.get(random.nextInt(from.size()));
    return alike.get(random.nextInt(alike.size()));
  }

  /** A comparison is given a moment to bring what was announced; a long one, as of a whole history, keeps nobody from the newest commit. */
  private static boolean mayFetch(PeerState peer, long nowNanos, Wake wake) {
    if (peer.fetching != null) {
      return false;
    }
    if (peer.comparing != null && peer.comparing.sinceNanos + BESIDE_NANOS - nowNanos > 0) {
      wake.at(peer.comparing.sinceNanos + BESIDE_NANOS);
      return false;
    }
    return isReady(peer, nowNanos, wake);
  }

  private static boolean mayCompare(PeerState peer, long nowNanos, Wake wake) {
    if (!peer.isIdle()) {
      return false;
    }
    Long restsUntilNanos = peer.restsUntil(nowNanos);
    if (restsUntilNanos != null) {
      wake.at(restsUntilNanos);
      return false;
    }
    return isReady(peer, nowNanos, wake);
  }

  private static boolean isReady(PeerState peer, long nowNanos, Wake wake) {
    if (peer.reachable && peer.waits && peer.notBeforeNanos - nowNanos > 0) {
      wake.at(peer.notBeforeNanos);
    }
    return peer.isReady(nowNanos);
  }
}
