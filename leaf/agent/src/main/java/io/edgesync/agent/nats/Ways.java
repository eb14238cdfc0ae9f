package io.edgesync.agent.nats;

import io.edgesync.sync.PeerHello;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All ways of a node to others, the embedded server's first, and by which of them, and by which of its domains, each of the others was heard last. A
 * session keeps to the way that it began on. Thread-safe.
 */
public final class Ways {

  /** Anybody may speak under any name: those heard longest ago are forgotten, unless they are at the other end of a link. */
  private static final int NODES_MAX = 10_000;

  private record Heard(Way way, String domain, PeerHello hello) {}

  private final List<Way> all;
  /** Those heard last come last. */
  private final Map<String, Heard> heardBy = new LinkedHashMap<>();
  /** Written before anybody is heard; read by who hears. */
  private volatile Consumer<String> otherRights = _ -> {};

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

  /** {@code action} is given each node that says that other rights are in force there than before. */
  public void onOtherRights(Consumer<String> action) {
    otherRights = action;
  }

  public void heard(PeerHello hello, Way by, String domain) {
    Heard before;
    synchronized (this) {
      before = heardBy.remove(hello.node());
      if (heardBy.size() >= NODES_MAX) {
        heardBy.remove(heardBy.keySet().stream().filter(node -> !isLinkTo(node)).findFirst()
            .orElseGet(() -> heardBy.keySet().iterator().next()));
      }
      heardBy.put(hello.node(), new Heard(by, domain, hello));
    }
    if (before != null && !before.hello().rights().equals(hello.rights())) {
      otherRights.accept(hello.node());
    }
  }

  /** Whether that node is at the other end of a link. */
  public boolean isLinkTo(String node) {
    return all.stream().anyMatch(way -> way.isLinkTo(node));
  }

  /** Whether a node has said that it heeds proofs of a key. */
  public synchronized boolean heedsProofs(String node) {
    Heard heard = heardBy.get(node);
    return heard != null && heard.hello().has(PeerHello.PROOF);
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
