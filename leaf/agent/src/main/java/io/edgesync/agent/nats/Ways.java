package io.edgesync.agent.nats;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All ways of a node to others, the embedded server's first, and by which of them each of the others was heard last. A session keeps
 * to the way that it began on. Thread-safe.
 */
public final class Ways {
  private final List<Way> all;
  private final Map<String, Way> heardBy = new ConcurrentHashMap<>();

  /** @param all at least one */
  public Ways(List<Way> all) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a node has at least one way to others");
    }
    this.all = List.copyOf(all);
  }

  public List<Way> all() {
    return all;
  }

  /** A node was heard; who calls bounds how many there are. */
  public void heard(String node, Way by) {
    heardBy.put(node, by);
  }

  public void gone(String node) {
    heardBy.remove(node);
  }

  /** Our place on the way that leads to a node. */
  public PeerEndpoint to(String node) {
    return heardBy.getOrDefault(node, all.getFirst()).endpoint();
  }
}
