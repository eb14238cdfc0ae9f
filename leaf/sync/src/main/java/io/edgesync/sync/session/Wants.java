package io.edgesync.sync.session;

import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a session lacks and has not given up: names that the peer offered, which stay in memory, and the repository's phantoms. A name
 * that was asked for several times and never came is given up; one that is blocked is given up at once.
 */
final class Wants {

  /** Remembered with their reasons; of a peer that says so of more, the others are asked for again. */
  static final int BLOCKED_MAX = 2000;
  private static final int ASKS_MAX = 3;

  private final int namesMax;
  private final Set<Hash> offered = new java.util.LinkedHashSet<>();
  private final Map<Hash, Integer> asks = new HashMap<>();
  private final Map<Hash, Blocked> blocked = new LinkedHashMap<>();
  private final Set<Hash> unavailable = new HashSet<>();
  private List<Hash> lastAsked = List.of();

  Wants(int namesMax) {
    this.namesMax = namesMax;
  }

  /** Returns how many of these were not known to be wanted. */
  int offer(Collection<Hash> names) {
    int news = 0;
    for (Hash name : names) {
      if (offered.size() < namesMax && !isGivenUp(name) && offered.add(name)) {
        news++;
      }
    }
    return news;
  }

  /** Returns how many of these were wanted. */
  int received(Collection<Hash> names) {
    int wanted = 0;
    for (Hash name : names) {
      wanted += offered.remove(name) ? 1 : 0;
      asks.remove(name);
      unavailable.remove(name);
    }
    return wanted;
  }

  void block(Collection<Blocked> artifacts) {
    for (Blocked artifact : artifacts) {
      if (blocked.size() < BLOCKED_MAX) {
        blocked.putIfAbsent(artifact.name(), artifact);
      }
      offered.remove(artifact.name());
    }
  }

  void unavailable(Collection<Hash> names) {
    unavailable.addAll(names);
    offered.removeAll(names);
  }

  /** After a reply: whatever was asked for, did not come and was not even named again has one chance less. */
  void settle(Set<Hash> namedAgain) {
    for (Hash name : lastAsked) {
      if (asks.containsKey(name) && !namedAgain.contains(name) && asks.merge(name, 1, Integer::sum) >= ASKS_MAX) {
        asks.remove(name);
        offered.remove(name);
        unavailable.add(name);
      }
    }
    lastAsked = List.of();
  }

  boolean any(Collection<Hash> phantoms) {
    return !offered.isEmpty() || phantoms.stream().anyMatch(name -> !isGivenUp(name));
  }

  /** The next names to ask for: phantoms first, since something that is here needs them. */
  List<Hash> next(Collection<Hash> phantoms, int max) {
    List<Hash> names = new ArrayList<>();
    Set<Hash> seen = new HashSet<>();
    phantoms.stream().filter(name -> !isGivenUp(name)).limit(max).forEach(name -> {
      if (seen.add(name)) {
        names.add(name);
      }
    });
    for (Hash name : offered) {
      if (names.size() >= max) {
        break;
      }
      if (seen.add(name)) {
        names.add(name);
      }
    }
    // What was asked for goes to the end of the queue, so that a peer with holes does not block the rest.
    names.forEach(name -> {
      if (offered.remove(name)) {
        offered.add(name);
      }
      asks.putIfAbsent(name, 0);
    });
    lastAsked = names;
    return names;
  }

  /** Those of the offered names that come next. */
  List<Hash> offered(int max) {
    return offered.stream().limit(max).toList();
  }

  int givenUp() {
    return blocked.size() + unavailable.size();
  }

  List<Blocked> blocked() {
    return List.copyOf(blocked.values());
  }

  List<Hash> unavailable() {
    return unavailable.stream().sorted().toList();
  }

  private boolean isGivenUp(Hash name) {
    return blocked.containsKey(name) || unavailable.contains(name);
  }
}
