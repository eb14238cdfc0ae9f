package io.edgesync.sync.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Broadcast domains and what happens to messages in them. A domain is a hub with all that hang off it, or a direct link between two. Whoever is
 * in one hears what is said there and reaches the others in it.
 */
final class SimNetwork {

  /** How bad things are. */
  static final class Faults {
    double lost;
    double repeated;
    long delayMinNanos = 200_000;
    long delayMaxNanos = 2_000_000;
  }

  /** A domain. */
  static final class Domain {
    final String name;
    final Faults faults = new Faults();
    final Set<SimNode> members = new LinkedHashSet<>();
    /** Nodes on different sides do not hear each other; nodes that are on none are all on one. */
    final Map<SimNode, Integer> sides = new HashMap<>();

    Domain(String name) {
      this.name = name;
    }

    boolean joins(SimNode one, SimNode other) {
      return sides.getOrDefault(one, 0).equals(sides.getOrDefault(other, 0));
    }
  }

  final VirtualTime time;
  final Counts counts = new Counts();
  private final RandomGenerator random;
  private final List<Domain> domains = new ArrayList<>();

  SimNetwork(VirtualTime time, RandomGenerator random) {
    this.time = time;
    this.random = random;
  }

  List<Domain> domains() {
    return domains;
  }

  Domain domain(SimNode... members) {
    Domain domain = new Domain("d" + domains.size());
    domains.add(domain);
    for (SimNode member : members) {
      domain.members.add(member);
      member.domains.add(domain);
    }
    return domain;
  }

  /** Says something to all others in the domain. */
  void publish(Domain domain, SimNode from, Message message) {
    for (SimNode to : List.copyOf(domain.members)) {
      if (to != from) {
        send(domain, from, to, () -> {
          counts.delivered(message);
          to.hear(domain, message);
        });
      }
    }
  }

  /** Something said. */
  sealed interface Message {
    byte[] payload();

    record Beacon(byte[] payload) implements Message {}

    record Announcement(byte[] payload) implements Message {}
  }

  /** Brings something to one other, if it does not get lost. */
  void send(Domain domain, SimNode from, SimNode to, Runnable arrival) {
    int copies = random.nextDouble() < domain.faults.repeated ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      boolean isLost = random.nextDouble() < domain.faults.lost;
      long delay = random.nextLong(domain.faults.delayMinNanos, domain.faults.delayMaxNanos + 1);
      if (!isLost && domain.joins(from, to)) {
        time.after(delay, () -> {
          if (to.isUp() && domain.joins(from, to)) {
            arrival.run();
          }
        });
      }
    }
  }
}
