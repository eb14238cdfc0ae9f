package io.edgesync.sync.clone;

import io.edgesync.repository.artifact.NameRange;
import io.edgesync.repository.artifact.NameRanges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which peer of a clone is asked for which names; pure. Each is asked for a share of what nobody is asked for; whoever is done while
 * there is no such thing any more takes the farther half of what another one still owes most of, in the end the same once more. So a slow peer
 * holds nobody up, a lost one's share goes to the others, and none is asked twice without need.
 */
final class Shares {

  /** Below it nothing is divided: a round has its price, too. In the unit of {@link NameRange#width}. */
  static final long WIDTH_MIN = (1L << 32) / 256;
  /** Of what nobody is asked for, each gets so many shares, so that fast ones may take more. */
  private static final long SHARES_EACH = 2;
  /** How many are asked for the same. */
  private static final int TWICE = 2;

  sealed interface Event {
    /** A peer may be asked. */
    record Joined(String peer) implements Event {}

    /** What a peer has of these is stored. */
    record Given(String peer, NameRange range) implements Event {}

    /** A peer's reply is at its end. */
    record Answered(String peer) implements Event {}

    /** A peer is not asked any more. */
    record Lost(String peer) implements Event {}

    /** What was here is not any more. */
    record Reopened(NameRanges ranges) implements Event {}
  }

  sealed interface Effect {
    record Ask(String peer, NameRange range) implements Effect {}

    /** The peer's reply has nothing more that is wanted: it ends, {@link Event.Answered} follows. */
    record Stop(String peer) implements Effect {}
  }

  private NameRanges gaps;
  private final Set<String> idle = new LinkedHashSet<>();
  /** What each one's reply under way is to give still. */
  private final Map<String, NameRange> asked = new LinkedHashMap<>();
  private final Set<String> stopped = new LinkedHashSet<>();

  Shares(NameRanges gaps) {
    this.gaps = gaps;
  }

  boolean isDone() {
    return gaps.isEmpty();
  }

  /** Something is missing, and nobody is there to give it. */
  boolean isStuck() {
    return !isDone() && idle.isEmpty() && asked.isEmpty();
  }

  List<Effect> on(Event event) {
    List<Effect> effects = new ArrayList<>();
    switch (event) {
      case Event.Joined(String peer) -> idle.add(peer);
      case Event.Given(String peer, NameRange range) -> {
        gaps = gaps.without(range);
        asked.forEach((each, share) -> {
          if (gaps.within(share).isEmpty() && stopped.add(each)) {
            effects.add(new Effect.Stop(each));
          }
        });
      }
      case Event.Answered(String peer) -> {
        if (asked.remove(peer) != null) {
          stopped.remove(peer);
          idle.add(peer);
        }
      }
      case Event.Lost(String peer) -> {
        asked.remove(peer);
        stopped.remove(peer);
        idle.remove(peer);
      }
      case Event.Reopened(NameRanges ranges) -> gaps = gaps.with(ranges);
    }
    for (String peer : List.copyOf(idle)) {
      next().ifPresent(range -> {
        idle.remove(peer);
        asked.put(peer, range);
        effects.add(new Effect.Ask(peer, range));
      });
    }
    return effects;
  }

  private Optional<NameRange> next() {
    NameRanges free = gaps;
    for (NameRange share : asked.values()) {
      free = free.without(share);
    }
    long total = free.width();
    Optional<NameRange> widest = free.ranges().stream().max(Comparator.comparingLong(NameRange::width));
    if (widest.isPresent()) {
      int peers = asked.size() + idle.size();
      NameRange range = widest.get();
      long share = peers == 1 ? total : Math.max(WIDTH_MIN, total / (SHARES_EACH * peers));
      return Optional.of(new NameRange(range.from(), range.bound(share)));
    }
    return another();
  }

  /** A part of what somebody else was asked for. */
  private Optional<NameRange> another() {
    Optional<String> slowest = asked.keySet().stream().filter(peer -> !owed(peer).isEmpty())
        .max(Comparator.comparingLong(peer -> owed(peer).width()));
    if (slowest.isEmpty()) {
      return Optional.empty();
    }
    NameRange owed = owed(slowest.get()).ranges().getLast();
    String middle = owed.bound(owed.width() / 2);
    if (owed.width() >= 2 * WIDTH_MIN && middle.compareTo(owed.before()) < 0) {
      asked.computeIfPresent(slowest.get(), (_, share) -> new NameRange(share.from(), middle));
      return Optional.of(new NameRange(middle, owed.before()));
    }
    return asked.keySet().stream().map(peer -> owed(peer).ranges()).filter(ranges -> !ranges.isEmpty())
        .map(List::getLast).filter(range -> askedFor(range) < TWICE).findFirst();
  }

  private NameRanges owed(String peer) {
    NameRange share = asked.get(peer);
    return share == null ? NameRanges.NONE : gaps.within(share);
  }

  private long askedFor(NameRange range) {
    return asked.values().stream().filter(share -> !new NameRanges(List.of(share)).within(range).isEmpty()).count();
  }
}
