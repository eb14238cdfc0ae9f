package io.edgesync.sync.simulation;

import java.util.List;
import java.util.random.RandomGenerator;

/** How nodes are joined. */
enum Shape {
  LINE, RING, STAR, RANDOM, HUB, HUBS_AND_PEERS, PAIR_WITH_HUB;

  void join(SimNetwork network, List<SimNode> nodes, RandomGenerator random) {
    int count = nodes.size();
    switch (this) {
      case LINE -> {
        for (int i = 1; i < count; i++) {
          network.domain(nodes.get(i - 1), nodes.get(i));
        }
      }
      case RING -> {
        for (int i = 0; i < count; i++) {
          network.domain(nodes.get(i), nodes.get((i + 1) % count));
        }
      }
      case STAR -> {
        for (int i = 1; i < count; i++) {
          network.domain(nodes.getFirst(), nodes.get(i));
        }
      }
      case RANDOM -> {
        for (int i = 1; i < count; i++) {
          network.domain(nodes.get(random.nextInt(i)), nodes.get(i));
        }
        for (int more = random.nextInt(count); more > 0; more--) {
          int one = random.nextInt(count);
          network.domain(nodes.get(one), nodes.get((one + 1 + random.nextInt(count - 1)) % count));
        }
      }
      case HUB -> network.domain(nodes.toArray(SimNode[]::new));
      case HUBS_AND_PEERS -> {
        // Two hubs that share a leaf, a direct link across, and a peer that only hangs off another.
        int half = count / 2;
        network.domain(nodes.subList(0, half + 1).toArray(SimNode[]::new));
        network.domain(nodes.subList(half, count - 1).toArray(SimNode[]::new));
        network.domain(nodes.get(1), nodes.get(count - 2));
        network.domain(nodes.get(count - 2), nodes.getLast());
      }
      case PAIR_WITH_HUB -> {
        network.domain(nodes.toArray(SimNode[]::new));
        network.domain(nodes.get(0), nodes.get(1));
      }
    }
  }
}
