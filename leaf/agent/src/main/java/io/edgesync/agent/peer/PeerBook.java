package io.edgesync.agent.peer;

import io.edgesync.agent.state.PeerRecord;
import io.edgesync.agent.status.BlockedArtifact;
import io.edgesync.agent.status.PeerState;
import io.edgesync.agent.status.SessionState;
import io.edgesync.agent.status.Standing;
import io.edgesync.sync.gossip.GossipLimits;
import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one project knows of its peers since the daemon started, for the status; what it concludes is in {@link KnownPeer}. Decides nothing.
 * Thread-safe.
 */
public final class PeerBook {

  private static final int SHOWN_MAX = 1000;
  /** Of all projects together: 400 bytes each in the status. */
  private static final int SHOWN_OF_ALL_MAX = 10_000;
  private static final int SHOWN_MIN = 10;

  private final InstantSource clock;
  private final IntSupplier projects;
  private final Supplier<String> digest;
  private final Predicate<String> isLinked;
  private final Set<String> upstreams = new TreeSet<>();
  /** Set before anybody is heard. */
  private volatile Consumer<Set<String>> unblocked = _ -> {};
  /** Those that something came from last come last. */
  private final Map<String, KnownPeer> peers = new LinkedHashMap<>();

  /**
   * @param projects how many the daemon has as of now, which share what there is to remember names and nodes
   * @param digest   of our own artifacts as of now
   * @param isLinked who is at the other end of a link as of now: more than a name, whether it ever answered or not
   */
  public PeerBook(InstantSource clock, IntSupplier projects, Supplier<String> digest, Predicate<String> isLinked) {
    this.clock = clock;
    this.projects = projects;
    this.digest = digest;
    this.isLinked = isLinked;
  }

  /** {@code action} is given the names that were blocked until the sets were found equal. */
  void onUnblocked(Consumer<Set<String>> action) {
    unblocked = action;
  }

  /** A server that is asked on a schedule: it is never heard, and never gone. */
  public synchronized void upstream(String name) {
    upstreams.add(name);
    of(name).proven();
  }

  private KnownPeer of(String peer) {
    KnownPeer known = peers.remove(peer);
    if (known == null) {
      while (peers.size() >= nodesMax()) {
        makeRoom();
      }
      known = new KnownPeer();
    }
    peers.put(peer, known);
    return known;
  }

  /** Anybody may speak under any name; of so many nodes something is written down, as of now. */
  int nodesMax() {
    return GossipLimits.DEFAULT.nodesMax(projects.getAsInt());
  }

  /** One that never answered and is not linked goes, of those the one heard longest ago. */
  private void makeRoom() {
    peers.remove(peers.entrySet().stream().filter(each -> isMereName(each.getKey(), each.getValue()))
        .map(Map.Entry::getKey).findFirst().orElseGet(() -> peers.keySet().iterator().next()));
  }

  /** Something came from it, by that domain. */
  synchronized void heard(String node, @Nullable String via) {
    of(node).heard(via);
  }

  /** Its beacon came. */
  void beacon(String node, String theirs, @Nullable String via) {
    String ours = digest.get();
    Set<String> names;
    synchronized (this) {
      KnownPeer peer = of(node);
      peer.heard(via);
      peer.said(theirs, ours, clock.instant());
      names = peer.unblocked();
    }
    unblock(names);
  }

  private void unblock(Set<String> names) {
    if (!names.isEmpty()) {
      unblocked.accept(names);
    }
  }

  /** It announced artifacts that are not here. */
  synchronized void announced(String node, List<Hash> unknown) {
    of(node).offered(unknown);
    boundOffers();
  }

  /** The longest list goes, one of somebody who never answered and is not linked before others: it was only a number in the status. */
  private void boundOffers() {
    int lackingMax = GossipLimits.DEFAULT.wantsMax(projects.getAsInt());
    while (peers.values().stream().mapToInt(KnownPeer::lacking).sum() > lackingMax) {
      peers.entrySet().stream().filter(each -> each.getValue().lacking() > 0)
          .max(Comparator.comparing((Map.Entry<String, KnownPeer> each) -> isMereName(each.getKey(), each.getValue()))
              .thenComparingInt(each -> each.getValue().lacking()))
          .ifPresent(each -> each.getValue().forgetOffers());
    }
  }

  private boolean isMereName(String name, KnownPeer peer) {
    return !peer.isProven() && !isLinked.test(name);
  }

  synchronized void gone(String node) {
    KnownPeer peer = peers.get(node);
    if (peer != null) {
      peer.gone(clock.instant());
    }
  }

  /** Whoever was heard by that domain is out of reach. */
  synchronized void domainDown(String via) {
    Instant now = clock.instant();
    peers.values().stream().filter(peer -> via.equals(peer.via())).forEach(peer -> peer.gone(now));
  }

  /** Our set is another one; {@code names} are new in it. */
  void changed(Collection<Hash> names) {
    String ours = digest.get();
    Set<String> free = new TreeSet<>();
    synchronized (this) {
      Instant now = clock.instant();
      for (KnownPeer peer : peers.values()) {
        peer.weChanged(names, ours, now);
        free.addAll(peer.unblocked());
      }
    }
    unblock(free);
  }

  /** In a session its set was found to be ours, with this digest. */
  void equal(String node, String theirs) {
    String ours = digest.get();
    Set<String> names;
    synchronized (this) {
      KnownPeer peer = of(node);
      peer.said(theirs, ours, clock.instant());
      names = peer.unblocked();
    }
    unblock(names);
  }

  synchronized void sessionStarted(String peer) {
    of(peer).sessionStarted();
  }

  synchronized void sessionEnded(String peer) {
    of(peer).sessionEnded();
  }

  /** It answered: it is more than a name. */
  synchronized void proven(String peer) {
    of(peer).proven();
  }

  /** A session compared everything and came to its end: what is lacking still is {@code lacking}. */
  synchronized void compared(String peer, Collection<Hash> lacking) {
    of(peer).lacksOnly(lacking);
    boundOffers();
  }

  synchronized void blocked(String peer, BlockedArtifact artifact) {
    of(peer).blocked(artifact);
  }

  /** What cannot cross, with this peer, since the sets were equal last. */
  synchronized boolean isBlocked(String peer, Hash artifact) {
    KnownPeer known = peers.get(peer);
    return known != null && known.isBlocked(artifact.hex());
  }

  /** Whether it is heard, or asked on a schedule. */
  synchronized boolean isThere(String peer) {
    KnownPeer known = peers.get(peer);
    return upstreams.contains(peer) || (known != null && known.isPresent());
  }

  /** The peer denied a part of what was asked, and the rest goes on. */
  synchronized void denied(String peer, String what, String text) {
    of(peer).denied(what, text);
  }

  /** What it denied it may grant now. */
  synchronized void rightsChanged(String node) {
    KnownPeer peer = peers.get(node);
    if (peer != null) {
      peer.forgetDenials();
    }
  }

  /**
   * Trouble first, then who was heard of last; behind those that ever answered, are linked or {@code trusted}, those that were tried in vain, then mere
   * names, then such that are gone: anybody may make up names. At most a thousand, and fewer where there are
   * more than ten projects.
   *
   * @param kept    what the daemon's database has of them
   * @param trusted of whom the operator spoke, such as in a grant
   */
  public Shown states(List<PeerRecord> kept, Predicate<String> trusted) {
    String ours = digest.get();
    List<Ranked> states = new ArrayList<>();
    synchronized (this) {
      Map<String, PeerRecord> records = new LinkedHashMap<>();
      kept.forEach(each -> records.put(each.peer(), each));
      peers.keySet()
          .forEach(peer -> records.computeIfAbsent(peer, _ -> new PeerRecord(peer, SessionState.NEVER, null, 0, 0)));
      records.forEach((name, each) -> {
        KnownPeer known = peers.get(name);
        PeerState state = known == null
            ? KnownPeer.notHeard(each)
            : known.state(each, upstreams.contains(name), ours);
        boolean isMore = (known != null && known.isProven()) || trusted.test(name) || isLinked.test(name);
        states.add(new Ranked(state, isMore ? 0 : rank(state)));
      });
    }
    states.sort(Comparator.comparingInt(Ranked::rank).thenComparing(Ranked::peer,
        Comparator.comparing((PeerState peer) -> !peer.standing().isTrouble())
            .thenComparing(peer -> peer.asOf() == null ? Instant.EPOCH : peer.asOf(), Comparator.reverseOrder())
            .thenComparing(PeerState::peer)));
    int shown = Math.min(shownMax(), states.size());
    return new Shown(states.subList(0, shown).stream().map(Ranked::peer).toList(), states.size() - shown);
  }

  private int shownMax() {
    return Math.min(SHOWN_MAX, Math.max(SHOWN_MIN, SHOWN_OF_ALL_MAX / Math.max(1, projects.getAsInt())));
  }

  /**
   * What is shown of all that are known.
   *
   * @param more how many are not shown
   */
  public record Shown(List<PeerState> peers, int more) {}

  private record Ranked(PeerState peer, int rank) {}

  private static int rank(PeerState peer) {
    return switch (peer.last().outcome()) {
      case OK, DENIED -> 0;
      case FAILED -> peer.lastSuccess() == null ? 1 : 0;
      case NEVER -> peer.standing() == Standing.GONE ? 3 : 2;
    };
  }
}
