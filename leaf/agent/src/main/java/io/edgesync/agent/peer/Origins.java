package io.edgesync.agent.peer;

import io.edgesync.xfer.artifact.Hash;
import java.util.Collection;
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

  /** Artifacts on their way. Thread-safe. */
  final class Pending implements AutoCloseable {
    private final @Nullable String via;
    private final Set<Hash> names = ConcurrentHashMap.newKeySet();

    private Pending(@Nullable String via) {
      this.via = via;
    }

    /** Before it is stored: the watch may see it at once. */
    void add(Hash name) {
      if (via != null) {
        names.add(name);
        cameBy.put(name, via);
      }
    }

    void add(Collection<Hash> some) {
      some.forEach(this::add);
    }

    @Override
    public void close() {
      cameBy.keySet().removeAll(names);
    }
  }
}
