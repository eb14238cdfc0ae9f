package io.edgesync.ops.leaves;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Who is linked with whom. */
enum Shape {
  LINE, RING, STAR, RANDOM;

  /** The later dials the earlier. */
  record Edge(int earlier, int later) {}

  /** Whether links have no cycle, so that they may pass on what comes by others. */
  boolean isTree() {
    return this == LINE || this == STAR;
  }

  /** Connected, whatever the dice say. */
  List<Edge> edges(int leaves, SplittableRandom random) {
    List<Edge> edges = new ArrayList<>();
    for (int i = 1; i < leaves; i++) {
      edges.add(new Edge(switch (this) {
        case LINE, RING -> i - 1;
        case STAR -> 0;
        case RANDOM -> random.nextInt(i);
      }, i));
    }
    if (this == RING && leaves > 2) {
      edges.add(new Edge(0, leaves - 1));
    }
    for (int i = 0; this == RANDOM && i < leaves / 2; i++) {
      int later = 1 + random.nextInt(leaves - 1);
      Edge more = new Edge(random.nextInt(later), later);
      if (!edges.contains(more)) {
        edges.add(more);
      }
    }
    return edges;
  }
}
