package io.edgesync.agent.peer;

import io.edgesync.xfer.artifact.Hash;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** By which domain artifacts come that the watch has not told of yet. Thread-safe. */
final class Origins {

  /** Of what comes and never becomes visible; the origin of what comes beside it is not known, so that it is announced everywhere. */
  private static final int NAMES_MAX = 100_000;

  /** Who brought no more forgets it name by name, and does not look through all that comes. */
  private static final int NAMED_MAX = 1_000;

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
    private final Queue<Hash> names = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    private Pending(@Nullable String via) {
      this.via = via;
    }

    /** Before it is stored: the watch may see it at once. */
    void add(Hash name) {
      if (via != null && coming.size() < NAMES_MAX) {
        coming.put(name, this);
        if (count.incrementAndGet() <= NAMED_MAX) {
          names.add(name);
        }
      }
    }

    void add(Collection<Hash> some) {
      some.forEach(this::add);
    }

    @Override
    public void close() {
      if (count.get() <= NAMED_MAX) {
        names.forEach(name -> coming.remove(name, this));
      } else {
        coming.values().removeIf(origin -> origin == this);
      }
    }
  }
}
