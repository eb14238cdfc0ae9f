package io.edgesync.agent.nats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All ways of a node to others, the embedded server's first, and by which of them, and by which of its domains, each of the others was heard last. A
 * session keeps to the way that it began on. Thread-safe.
 */
public final class Ways {

  /** Anybody may speak under any name: those heard longest ago are forgotten. */
  private static final int NODES_MAX = 10_000;

  private record Heard(Way way, String domain) {}

  private final List<Way> all;
  /** Those heard last come last. */
  private final Map<String, Heard> heardBy = new LinkedHashMap<>();

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

  public synchronized void heard(String node, Way by, String domain) {
    heardBy.remove(node);
    if (heardBy.size() >= NODES_MAX) {
      heardBy.remove(heardBy.keySet().iterator().next());
    }
    heardBy.put(node, new Heard(by, domain));
  }

  public synchronized void gone(String node) {
    heardBy.remove(node);
  }

  /** Our place on the way that leads to a node. */
  public synchronized PeerEndpoint to(String node) {
    Heard heard = heardBy.get(node);
    return (heard == null ? all.getFirst() : heard.way()).endpoint();
  }

  /** The domain by which a node was heard last; null when it was not heard lately. */
  public synchronized @Nullable String domain(String node) {
    Heard heard = heardBy.get(node);
    return heard == null ? null : heard.domain();
  }
}
