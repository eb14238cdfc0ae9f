package io.edgesync.agent.peer;

import io.edgesync.xfer.artifact.Hash;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** By which domain artifacts come that the watch has not told of yet. Thread-safe. */
final class Origins {

  /** Of what comes and never becomes visible; the origin of what comes beside it is not known, so that it is announced everywhere. */
  private static final int NAMES_MAX = 100_000;

  private final Map<Hash, Pending> coming = new ConcurrentHashMap<>();

  /** Null for what was made on this device, or came by nobody knows what. */
  @Nullable
  String take(Hash name) {
    Pending origin = coming.remove(name);
    return origin == null ? null : origin.via;
  }

  /** What comes by one domain until it is closed. */
  Pending of(@Nullable String via) {
    return new Pending(via);
  }

  /** Artifacts on their way. Thread-safe. */
  final class Pending implements AutoCloseable {
    private final @Nullable String via;

    private Pending(@Nullable String via) {
      this.via = via;
    }

    /** Before it is stored: the watch may see it at once. */
    void add(Hash name) {
      if (via != null && coming.size() < NAMES_MAX) {
        coming.put(name, this);
      }
    }

    void add(Collection<Hash> some) {
      some.forEach(this::add);
    }

    @Override
    public void close() {
      coming.values().removeIf(origin -> origin == this);
    }
  }
}
