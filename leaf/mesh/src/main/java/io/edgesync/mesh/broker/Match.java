package io.edgesync.mesh.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who is interested in a subject, sorted for delivery: plain subscribers, links with plain interest (each once, however many
 * patterns overlap), and queue groups by name across all patterns.
 */
final class Match {
  /** Members of one queue group. */
  static final class Group {
    final String name;
    final LocalInterest[] local;
    /** A link stands here as often as its weight says, within reason. */
    final LeafLink[] remote;

    Group(String name, List<LocalInterest> local, List<LeafLink> remote) {
      this.name = name;
      this.local = local.toArray(new LocalInterest[0]);
      this.remote = remote.toArray(new LeafLink[0]);
    }
  }

  /**
   * A peer link whose peer may be reached by another link, too, on which it has announced the same; it is sent what none of those
   * carries.
   */
  static final class Detour {
    final LeafLink direct;
    final LeafLink[] others;

    Detour(LeafLink direct, List<LeafLink> others) {
      this.direct = direct;
      this.others = others.toArray(new LeafLink[0]);
    }
  }

  private static final int WEIGHT_MAX = 64;
  /** Those with more receivers are looked up for each message, so that old ones do not stay in the caches of connections. */
  private static final int SMALL_MAX = 64;
  private static final LocalInterest[] NO_SUBSCRIBERS = {};
  private static final LeafLink[] NO_LINKS = {};
  private static final Group[] NO_GROUPS = {};
  private static final Detour[] NO_DETOURS = {};

  /** Whom a message goes to. */
  static final class Receivers {
    final LocalInterest[] plain;
    final LeafLink[] links;
    final Detour[] detours;
    final Group[] groups;

    private Receivers(LocalInterest[] plain, LeafLink[] links, Detour[] detours, Group[] groups) {
      this.plain = plain;
      this.links = links;
      this.detours = detours;
      this.groups = groups;
    }
  }

  /** Let go of under the router's lock when interest changes, since who is gone is among them; read by everybody who kept this. */
  private volatile @Nullable Receivers receivers;
  private final int size;

  /**
   * @param announcers tells which links have announced a loop subject
   */
  Match(List<Interest> interests, Function<String, Set<LeafLink>> announcers) {
    List<LocalInterest> locals = new ArrayList<>(interests.size());
    Set<LeafLink> plainLinks = Set.of();
    boolean grouped = false;
    boolean direct = false;
    for (Interest interest : interests) {
      if (interest.queue() != null) {
        grouped = true;
      } else if (interest instanceof LocalInterest local) {
        locals.add(local);
      } else if (interest instanceof LeafInterest leaf) {
        if (plainLinks.isEmpty()) {
          plainLinks = new LinkedHashSet<>();
        }
        plainLinks.add(leaf.link());
        direct |= leaf.link().isPeerLink();
      }
    }
    Detour[] detours = direct && plainLinks.size() > 1 ? detours(plainLinks, announcers) : NO_DETOURS;
    for (Detour detour : detours) {
      plainLinks.remove(detour.direct);
    }
    var found = new Receivers(locals.toArray(NO_SUBSCRIBERS), plainLinks.toArray(NO_LINKS), detours,
        grouped ? groups(interests) : NO_GROUPS);
    receivers = found;
    size = size(found);
  }

  private static Detour[] detours(Set<LeafLink> plainLinks, Function<String, Set<LeafLink>> announcers) {
    var found = new ArrayList<Detour>();
    for (LeafLink link : plainLinks) {
      String sameEnd = link.peerLoopSubject();
      List<LeafLink> others = sameEnd == null
          ? List.of()
          : announcers.apply(sameEnd).stream()
              .filter(other -> plainLinks.contains(other) && (!other.isPeerLink() || other.number < link.number))
              .toList();
      if (!others.isEmpty()) {
        found.add(new Detour(link, others));
      }
    }
    return found.toArray(NO_DETOURS);
  }

  private static Group[] groups(List<Interest> interests) {
    Map<String, List<LocalInterest>> localMembers = new LinkedHashMap<>();
    Map<String, List<LeafLink>> remoteMembers = new LinkedHashMap<>();
    for (Interest interest : interests) {
      String queue = interest.queue();
      if (queue == null) {
        continue;
      }
      switch (interest) {
        case LocalInterest local -> localMembers.computeIfAbsent(queue, _ -> new ArrayList<>()).add(local);
        case LeafInterest leaf -> {
          List<LeafLink> members = remoteMembers.computeIfAbsent(queue, _ -> new ArrayList<>());
          for (int i = 0; i < Math.clamp(leaf.weight(), 1, WEIGHT_MAX); i++) {
            members.add(leaf.link());
          }
        }
      }
    }
    Set<String> names = new LinkedHashSet<>(localMembers.keySet());
    names.addAll(remoteMembers.keySet());
    return names.stream().map(name -> new Group(name, localMembers.getOrDefault(name, List.of()),
        remoteMembers.getOrDefault(name, List.of()))).toArray(Group[]::new);
  }

  private static int size(Receivers receivers) {
    int sum = receivers.plain.length + receivers.links.length + receivers.detours.length;
    for (Group group : receivers.groups) {
      sum += group.local.length + group.remote.length;
    }
    return sum;
  }

  /** Receivers that it names: what it costs to keep. */
  int size() {
    return size;
  }

  boolean isSmall() {
    return size <= SMALL_MAX;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Null where interest in the subject has changed since. */
  @Nullable
  Receivers receivers() {
    return receivers;
  }

  boolean isStale() {
    return receivers == null;
  }

  void becomeStale() {
    receivers = null;
  }
}
