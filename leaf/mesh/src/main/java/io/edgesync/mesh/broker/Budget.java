package io.edgesync.mesh.broker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What peers make one broker keep, over all connections: one limit in bytes for all kinds of it. Beyond it the kind that takes most has
 * to give: of half sent messages the slowest, of backlogs and of interest the largest. So whoever floods in one way harms nobody who does
 * something else. Bytes of objects are estimates, rather too high. Each connection counts in a {@link Holding}, and only when what it holds
 * between two reads has changed, so that a message costs nothing. Thread-safe.
 */
final class Budget {
  private static final Logger LOG = LoggerFactory.getLogger(Budget.class);
  /** A part of the whole that cutting frees beyond what it must, so that it is not called for again at once. */
  private static final int SPARE_PART = 16;
  /** What one connection, and what all connections as such, may have of the whole. */
  private static final int LARGEST_PART = 2;
  private static final int CACHES_PART = 8;
  /** Whoever has less interest than this part may add to it while the largest is on its way out. */
  private static final int HARMLESS_PART = 256;

  /** What for. */
  enum Kind {
    /** Being connected: channel, handlers, tables. There are no more let in than there is room for. */
    CONNECTIONS,
    /** Lines and messages that are half read. */
    READING,
    /** What waits to be written, and the room for it. */
    WRITING,
    /** Subscriptions, what links announce, and what CONNECT said. */
    INTEREST,
    /** Subjects of late, which are kept only where there is room. */
    CACHES
  }

  private final long bytesMax;
  private final Map<Kind, AtomicLong> held = noneOfAnyKind();
  private final Set<Holding> holdings = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean relieving = new AtomicBoolean();
  private final WarningPace warnings = new WarningPace();
  /** More than half is taken: room that is only convenient is given back. Written by whoever counts, read by everybody. */
  private volatile boolean tight;

  Budget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  private static Map<Kind, AtomicLong> noneOfAnyKind() {
    Map<Kind, AtomicLong> counts = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      counts.put(kind, new AtomicLong());
    }
    return counts;
  }

  private static AtomicLong of(Map<Kind, AtomicLong> counts, Kind kind) {
    return Objects.requireNonNull(counts.get(kind));
  }

  long bytesMax() {
    return bytesMax;
  }

  /** Connections that are counted. */
  int connections() {
    return holdings.size();
  }

  long bytes(Kind kind) {
    return of(held, kind).get();
  }

  long bytes() {
    long sum = 0;
    for (AtomicLong count : held.values()) {
      sum += count.get();
    }
    return sum;
  }

  boolean isTight() {
    return tight;
  }

  /** Counts a connection that wants in; false, and not counted, where connections take too much already. */
  boolean admit(long bytes) {
    if (bytes(Kind.CONNECTIONS) + bytes > bytesMax / LARGEST_PART) {
      warn("connections refused", Kind.CONNECTIONS);
      return false;
    }
    count(Kind.CONNECTIONS, bytes);
    return true;
  }

  /** It is gone. */
  void leave(long bytes) {
    count(Kind.CONNECTIONS, -bytes);
  }

  private void count(Kind kind, long change) {
    of(held, kind).addAndGet(change);
    long sum = bytes();
    if (tight != sum > bytesMax / 2) {
      tight = sum > bytesMax / 2;
    }
    if (change > 0 && sum > bytesMax && relieving.compareAndSet(false, true)) {
      try {
        relieve(sum - bytesMax + bytesMax / SPARE_PART);
      } finally {
        relieving.set(false);
      }
    }
  }

  private void relieve(long tooMany) {
    Kind most = Kind.READING;
    for (Kind kind : List.of(Kind.WRITING, Kind.INTEREST)) {
      most = bytes(kind) > bytes(most) ? kind : most;
    }
    long left = tooMany;
    long now = System.nanoTime();
    List<Candidate> candidates = new ArrayList<>();
    for (Holding holding : holdings) {
      long bytes = holding.bytes(most);
      if (holding.condemned) {
        left -= bytes;
      } else if (bytes > 0) {
        candidates.add(new Candidate(holding, bytes, most == Kind.READING ? holding.readingRate(now) : -bytes));
      }
    }
    candidates.sort(Comparator.comparingDouble(Candidate::worth));
    int cut = 0;
    while (cut < candidates.size() && left > 0) {
      left -= candidates.get(cut).bytes;
      candidates.get(cut++).holding.cut(most);
    }
    if (cut > 0) {
      warn(cut + " connections cut", most);
    }
  }

  /** Who may be cut, as it was when it was looked at: the one with the least worth first. */
  private record Candidate(Holding holding, long bytes, double worth) {}

  private void warn(String what, Kind kind) {
    if (warnings.lets(System.nanoTime())) {
      LOG.warn("{}, peers make this server keep too much limit={} connections={} reading={} writing={} interest={}"
          + " most={}; a larger heap (-Xmx) takes more", what, bytesMax,
          bytes(Kind.CONNECTIONS), bytes(Kind.READING), bytes(Kind.WRITING), bytes(Kind.INTEREST), kind);
    }
  }

  /** What one connection holds. */
  final class Holding {
    private final Connection owner;
    private final Map<Kind, AtomicLong> bytes = noneOfAnyKind();
    /** When the message or line that is half read began. Written on the loop, read by who has to choose. */
    private volatile long since = System.nanoTime();
    /** It is on its way out. Written and read by whoever relieves. */
    private volatile boolean condemned;

    Holding(Connection owner) {
      this.owner = owner;
      holdings.add(this);
      // Where a dial fails the channel ends without having been active.
      owner.channel.closeFuture().addListener(_ -> end());
    }

    long bytes(Kind kind) {
      return of(bytes, kind).get();
    }

    /** Bytes of the half read message in the time since it began. */
    private double readingRate(long now) {
      return (double) owner.halfReadBytes() / (double) Math.max(1, now - since);
    }

    void change(Kind kind, long change) {
      of(bytes, kind).addAndGet(change);
      count(kind, change);
    }

    /** What is half read now. */
    void reading(long now) {
      long change = now - of(bytes, Kind.READING).getAndSet(now);
      if (change != 0) {
        count(Kind.READING, change);
      }
    }

    /** Another message or line is half read. */
    void readingBegins() {
      since = System.nanoTime();
    }

    /** Takes room for more interest, to be given back by {@link #change}; false where the connection may not have it. */
    boolean admitsInterest(long more) {
      long own = bytes(Kind.INTEREST);
      long all = Budget.this.bytes();
      if (own + more > bytesMax / LARGEST_PART || all > bytesMax + bytesMax / SPARE_PART
          || (all > bytesMax && own > bytesMax / HARMLESS_PART)) {
        warn("subscriptions refused", Kind.INTEREST);
        return false;
      }
      change(Kind.INTEREST, more);
      return true;
    }

    /** Takes room for what is only kept to be faster. */
    boolean admitsCache(long more) {
      if (Budget.this.bytes(Kind.CACHES) + more > bytesMax / CACHES_PART) {
        return false;
      }
      change(Kind.CACHES, more);
      return true;
    }

    private void cut(Kind most) {
      switch (most) {
        case READING -> {
          reading(0);
          owner.cutHalfRead("slow publisher: all connections together make this server keep more than " + bytesMax
              + " bytes");
        }
        case WRITING -> owner.out.cutAsSlow("all connections together have more than " + bytesMax + " bytes waiting");
        case CONNECTIONS, INTEREST, CACHES -> {
          condemned = true;
          owner.failSoon("maximum subscriptions exceeded");
        }
      }
    }

    /** The connection is gone. What waited for it and its interest are given back by whoever drops them. */
    void end() {
      holdings.remove(this);
      reading(0);
      change(Kind.CACHES, -bytes(Kind.CACHES));
    }
  }
}
