package io.edgesync.sync.simulation;

import io.edgesync.sync.Fingerprint;
import io.edgesync.sync.answer.AnswerGate;
import io.edgesync.sync.gossip.GossipLimits;
import io.edgesync.sync.presence.TricklePace;
import io.edgesync.xfer.artifact.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Leaves behind one hub, which is a node itself. One object, one experiment. */
final class Fleet {

  /** Rounds that one node answers at a time. */
  static final int ANSWERS_MAX = 20;
  /** Sessions that all nodes together run at a time, whatever their number: what makes a stampede. */
  static final int SESSIONS_PEAK_MAX = 50;
  /** How much more a leaf may cost in a larger fleet: beacons differ by chance. */
  private static final double SLACK = 1.6;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration QUIET = Duration.ofMinutes(2);

  private final int leaves;
  private final boolean trusts;
  private final SplittableRandom random;
  private final VirtualTime time = new VirtualTime();
  private final SimNetwork network;
  private final List<SimNode> nodes = new ArrayList<>();

  /**
   * What came of it.
   *
   * @param what    happened
   * @param counts  from then on until all was quiet
   * @param seconds until all had what was new
   */
  record Report(int leaves, boolean trusts, String what, Counts counts, double seconds) {

    /** Since a round or a delivery is for one leaf: what one leaf costs. */
    private double deliveriesEach() {
      return (double) counts.deliveries() / leaves;
    }

    private double roundsEach() {
      return (double) counts.rounds / leaves;
    }

    private double bytesEach() {
      return (double) counts.bytes() / leaves;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT,
          "%4d leaves, %s, %s: everywhere after %.2f s; a leaf: %.1f deliveries, %.2f rounds, %.0f bytes; %s", leaves,
          trusts ? "artifacts ride along" : "only names are used", what, seconds, deliveriesEach(), roundsEach(),
          bytesEach(), counts);
    }
  }

  /** What is not as it should be in reports of fleets of growing size: what one leaf costs must not grow with them. */
  static List<String> faults(List<Report> reports) {
    List<String> faults = new ArrayList<>();
    Report least = reports.getFirst();
    for (Report report : reports) {
      if (report.deliveriesEach() > SLACK * least.deliveriesEach() || report.roundsEach() > SLACK * least.roundsEach()
          || report.bytesEach() > SLACK * least.bytesEach()) {
        faults.add("not linear: " + report + "\n  against: " + least);
      }
      if (report.counts().answeringPeak > ANSWERS_MAX || report.counts().runningPeak > SESSIONS_PEAK_MAX) {
        faults.add("a stampede: " + report);
      }
    }
    return faults;
  }

  Fleet(int leaves, long seed, boolean trusts) {
    this.leaves = leaves;
    this.trusts = trusts;
    this.random = new SplittableRandom(seed);
    this.network = new SimNetwork(time, random.split());
    TricklePace pace = TricklePace.upTo(Duration.ofMinutes(1));
    Map<String, SimNode> directory = new LinkedHashMap<>();
    for (int i = 0; i <= leaves; i++) {
      nodes.add(new SimNode("N" + i, network, directory, new SimNode.Kind(pace, GossipLimits.DEFAULT,
          AnswerGate.Limits.of(ANSWERS_MAX), 3_000_000, trusts, i == 0), random.split()));
    }
    network.domain(nodes.toArray(SimNode[]::new));
  }

  /** One commit, of three small artifacts, on one leaf. */
  Report commit() {
    settle();
    long began = time.nanoTime();
    for (int i = 0; i < 3; i++) {
      nodes.get(1).commit(Texts.small(random));
    }
    double everywhere = untilEqual(began);
    time.run(QUIET);
    return new Report(leaves, trusts, "one commit", network.counts.copy(), everywhere);
  }

  /** The hub is away for ten seconds, in which ten leaves commit; then all links come up again within two seconds. */
  Report restart() {
    settle();
    SimNetwork.Domain hub = network.domains().getFirst();
    nodes.getFirst().stop();
    nodes.forEach(node -> node.domainDown(hub));
    int side = 0;
    for (SimNode node : nodes) {
      hub.sides.put(node, side++);
    }
    for (int i = 0; i < 10; i++) {
      nodes.get(1 + random.nextInt(leaves)).commit(Texts.small(random));
    }
    time.run(Duration.ofSeconds(10));
    network.counts.clear();
    hub.sides.clear();
    long back = time.nanoTime();
    nodes.getFirst().start();
    for (SimNode node : nodes) {
      time.after(random.nextLong(Duration.ofSeconds(2).toNanos()), () -> node.domainUp(hub));
    }
    double again = untilEqual(back);
    time.run(QUIET);
    return new Report(leaves, trusts, "hub restarted", network.counts.copy(), again);
  }

  private void settle() {
    nodes.forEach(SimNode::start);
    time.run(Duration.ofMinutes(5));
    network.counts.clear();
  }

  private double untilEqual(long began) {
    String all = digestOfAll();
    int[] reached = {0};
    boolean equal = time.runUntil(began + PATIENCE.toNanos(), () -> {
      // Who has it all keeps it: those before need no second look.
      while (reached[0] < nodes.size() && nodes.get(reached[0]).digest().equals(all)) {
        reached[0]++;
      }
      return reached[0] == nodes.size();
    });
    if (!equal) {
      throw new AssertionError(leaves + " leaves: not equal after " + PATIENCE);
    }
    return (time.nanoTime() - began) / 1e9;
  }

  private String digestOfAll() {
    Set<Hash> names = new LinkedHashSet<>();
    nodes.forEach(node -> node.store.forEachName(names::add));
    Fingerprint all = new Fingerprint();
    names.forEach(all::add);
    return all.digest();
  }
}
