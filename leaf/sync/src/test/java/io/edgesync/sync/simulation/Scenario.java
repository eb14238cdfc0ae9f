package io.edgesync.sync.simulation;

import io.edgesync.sync.answer.AnswerGate;
import io.edgesync.sync.gossip.GossipLimits;
import io.edgesync.sync.presence.TricklePace;
import io.edgesync.xfer.artifact.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one seed does: eight nodes joined in some way, a few minutes of faults, partitions, restarts and commits everywhere, then peace. After
 * that all must have the same within {@link #BEACONS_MAX} of the longest intervals between beacons, and from then on say nothing but beacons.
 */
final class Scenario {

  static final int NODES = 8;
  /** The bound: so many of the longest intervals between beacons after the last fault. */
  static final int BEACONS_MAX = 8;
  static final TricklePace PACE = TricklePace.upTo(Duration.ofMinutes(1));
  private static final Duration TROUBLE_MAX = Duration.ofMinutes(6);
  private static final Duration QUIET = Duration.ofMinutes(20);

  private final long seed;
  private final SplittableRandom random;
  private final VirtualTime time = new VirtualTime();
  private final SimNetwork network;
  private final Map<String, SimNode> directory = new LinkedHashMap<>();
  private final List<SimNode> nodes = new ArrayList<>();
  private final Shape shape;
  private final TreeSet<Hash> made = new TreeSet<>();
  private final Map<SimNode, Hash> heads = new HashMap<>();
  private int checkIns;

  /**
   * What came of it.
   *
   * @param problem  what was wrong, or null
   * @param beacons  after so many of the longest intervals behind the last fault all were equal
   * @param sent     the most beacons that one node may have sent in that time, that is, all of them by the number of nodes
   * @param events   a number that another run of the same seed has, too
   */
  record Result(long seed, Shape shape, @Nullable String problem, double beacons, double sent, int artifacts,
      long sessions, long events) {}

  Scenario(long seed) {
    this(seed, null);
  }

  Scenario(long seed, @Nullable Shape wanted) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.network = new SimNetwork(time, random.split());
    Shape drawn = Shape.values()[random.nextInt(Shape.values().length)];
    this.shape = wanted == null ? drawn : wanted;
    boolean trusts = random.nextBoolean();
    SimNode.Kind kind = new SimNode.Kind(PACE, GossipLimits.DEFAULT, AnswerGate.Limits.of(4), 3_000_000, trusts, false);
    for (int i = 0; i < NODES; i++) {
      nodes.add(new SimNode("N" + i, network, directory, kind, random.split()));
    }
    shape.join(network, nodes, random);
  }

  Result run() {
    nodes.forEach(SimNode::start);
    long troubleNanos = random.nextLong(Duration.ofSeconds(5).toNanos(), TROUBLE_MAX.toNanos());
    trouble(troubleNanos);
    time.runUntil(troubleNanos, () -> false);
    peace();
    network.counts.clear();
    long bound = PACE.intervalMax().toNanos() * BEACONS_MAX;
    boolean converged = isConverged() || time.runUntil(troubleNanos + bound, this::isConverged);
    double beacons = (double) (time.nanoTime() - troubleNanos) / PACE.intervalMax().toNanos();
    double sent = (double) network.counts.beaconsSent / NODES;
    long sessions = network.counts.sessions;
    String problem = converged ? quiet() : "not converged after " + BEACONS_MAX + " intervals: " + held();
    return new Result(seed, shape, problem, beacons, sent, made.size(), sessions, time.events());
  }

  private void trouble(long untilNanos) {
    for (SimNetwork.Domain domain : network.domains()) {
      domain.faults.lost = random.nextInt(3) == 0 ? 0 : random.nextDouble(0.5);
      domain.faults.repeated = random.nextInt(3) == 0 ? 0 : random.nextDouble(0.3);
      domain.faults.delayMaxNanos = random.nextLong(300_000, random.nextInt(3) == 0 ? 4_000_000_000L : 200_000_000L);
    }
    for (int i = random.nextInt(3, 15); i > 0; i--) {
      time.at(random.nextLong(untilNanos), this::commit);
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      time.at(random.nextLong(untilNanos), () -> cut(untilNanos));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      time.at(random.nextLong(untilNanos), () -> restart(untilNanos));
    }
  }

  private void commit() {
    SimNode node = nodes.get(random.nextInt(NODES));
    List<Hash> parts = Texts.checkIn(node, heads.get(node), checkIns++, random);
    made.addAll(parts);
    heads.put(node, parts.getLast());
  }

  /** A partition: with links that are seen to go down, or silent. */
  private void cut(long untilNanos) {
    SimNetwork.Domain domain = network.domains().get(random.nextInt(network.domains().size()));
    boolean isSeen = domain.members.size() == 2 && random.nextBoolean();
    for (SimNode member : domain.members) {
      domain.sides.put(member, random.nextInt(2));
    }
    if (isSeen) {
      domain.members.forEach(member -> member.domainDown(domain));
    }
    time.at(random.nextLong(time.nanoTime(), untilNanos), () -> {
      domain.sides.clear();
      if (isSeen) {
        domain.members.forEach(member -> member.domainUp(domain));
      }
    });
  }

  private void restart(long untilNanos) {
    SimNode node = nodes.get(random.nextInt(NODES));
    if (!node.isUp()) {
      return;
    }
    node.stop();
    time.at(random.nextLong(time.nanoTime(), untilNanos), () -> {
      if (!node.isUp()) {
        node.start();
        for (SimNetwork.Domain domain : node.domains) {
          if (domain.members.size() == 2) {
            domain.members.stream().filter(other -> other != node).forEach(other -> other.domainUp(domain));
          }
        }
      }
    });
  }

  /** The last fault is over: what was down comes up, without a word to anybody. */
  private void peace() {
    for (SimNetwork.Domain domain : network.domains()) {
      domain.faults.lost = 0;
      domain.faults.repeated = 0;
      domain.faults.delayMaxNanos = 2_000_000;
      domain.sides.clear();
    }
    nodes.stream().filter(node -> !node.isUp()).forEach(SimNode::start);
  }

  private boolean isConverged() {
    String first = nodes.getFirst().digest();
    return nodes.stream().allMatch(node -> node.digest().equals(first)) && holdsAll(nodes.getFirst());
  }

  private boolean holdsAll(SimNode node) {
    return made.stream().allMatch(name -> node.store.lookup(name).isHeld());
  }

  private String held() {
    StringBuilder held = new StringBuilder(made.size() + " artifacts, held");
    nodes.forEach(node -> held.append(' ').append(node.name).append('=')
        .append(made.stream().filter(name -> node.store.lookup(name).isHeld()).count()));
    return held.toString();
  }

  /** Equal nodes say nothing but beacons, once what was under way is over. */
  private @Nullable String quiet() {
    time.run(Duration.ofMinutes(3));
    network.counts.clear();
    time.run(QUIET);
    Counts counts = network.counts;
    if (counts.sessions != 0 || counts.announcementsSent != 0) {
      return "not quiet when all were equal: " + counts;
    }
    if (!nodes.stream().allMatch(this::holdsAll)) {
      return "lost something: " + held();
    }
    return null;
  }
}
