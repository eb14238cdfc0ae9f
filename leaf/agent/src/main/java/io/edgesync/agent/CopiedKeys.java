package io.edgesync.agent;

import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.sync.BoundedMap;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds two leaves that come here with copies of one key: each takes the other's place, over and over, as one that dials again takes its own only when its old
 * connection is dead. Thread-safe.
 */
final class CopiedKeys {

  /** What the broker says to the link whose place is taken. */
  private static final String TAKEN = "Duplicate Remote LeafNode Connection";
  /** One that loses its network again and again takes a minute for each time. */
  private static final int TIMES = 3;
  private static final Duration SOON = Duration.ofMinutes(1);
  /** After so long it is another state, worth another word. */
  private static final Duration QUIET = Duration.ofMinutes(10);
  private static final int NODES_MAX = 1000;

  private final Map<String, Taken> nodes = BoundedMap.byUse(NODES_MAX);

  /** How one name's places were taken. */
  private static final class Taken {
    int times;
    long lastNanos;
    String address = "";
    String before = "";
    boolean isTold;
  }

  /** A link is gone. Gives the line that is to be said, once while it goes on. */
  synchronized Optional<String> down(LinkStatus link, long nowNanos) {
    String name = link.peerName();
    String error = link.lastError();
    if (name == null || error == null || !error.contains(TAKEN)) {
      return Optional.empty();
    }
    Taken taken = nodes.computeIfAbsent(name, _ -> new Taken());
    if (nowNanos - taken.lastNanos > (taken.isTold ? QUIET : SOON).toNanos()) {
      taken.times = 0;
      taken.isTold = false;
    }
    taken.times++;
    taken.lastNanos = nowNanos;
    taken.before = taken.address;
    taken.address = link.address();
    if (taken.times < TIMES || taken.isTold) {
      return Optional.empty();
    }
    taken.isTold = true;
    return Optional.of(text(name, taken));
  }

  /** What is to be said of a link in the status; null where nothing is wrong with it. */
  synchronized @Nullable String of(LinkStatus link, long nowNanos) {
    String name = link.peerName();
    Taken taken = name == null ? null : nodes.get(name);
    return name == null || taken == null || !taken.isTold || nowNanos - taken.lastNanos > QUIET.toNanos()
        ? null
        : text(name, taken);
  }

  private static String text(String name, Taken taken) {
    return "two leaves come with copies of one key and cut each other off node=" + name + " addresses=" + taken.before
        + ","
        + taken.address + ": remove node.key from the state directory of one of them";
  }
}
