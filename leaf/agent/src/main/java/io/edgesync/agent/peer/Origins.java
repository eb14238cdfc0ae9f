package io.edgesync.agent.peer;

import io.edgesync.xfer.artifact.Hash;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** By which domain artifacts came that are stored and that the watch has not told of yet. Thread-safe. */
final class Origins {

  private final Map<Hash, String> cameBy = new ConcurrentHashMap<>();

  /** Null for what was made on this device, or came by nobody knows what. */
  @Nullable
  String take(Hash name) {
    return cameBy.remove(name);
  }

  /** What comes by one domain until it is closed. */
  Pending of(@Nullable String via) {
    return new Pending(via);
  }

  /** Artifacts on their way. One thread's. */
  final class Pending implements AutoCloseable {
    private final @Nullable String via;
    private final Set<Hash> names = new HashSet<>();

    private Pending(@Nullable String via) {
      this.via = via;
    }

    void add(Collection<Hash> some) {
      if (via != null) {
        names.addAll(some);
        some.forEach(name -> cameBy.put(name, via));
      }
    }

    @Override
    public void close() {
      cameBy.keySet().removeAll(names);
    }
  }
}
