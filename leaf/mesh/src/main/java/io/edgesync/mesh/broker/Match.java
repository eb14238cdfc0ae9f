package io.edgesync.mesh.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  private static final int WEIGHT_MAX = 64;

  /** Set under the router's lock when interest changes; read by everybody who kept this. */
  private volatile boolean stale;

  final LocalInterest[] plain;
  final LeafLink[] links;
  final Group[] groups;

  Match(List<Interest> interests) {
    var plainLocal = new ArrayList<LocalInterest>();
    Set<LeafLink> plainLinks = new LinkedHashSet<>();
    Map<String, List<LocalInterest>> localMembers = new LinkedHashMap<>();
    Map<String, List<LeafLink>> remoteMembers = new LinkedHashMap<>();
    for (Interest interest : interests) {
      String queue = interest.queue();
      switch (interest) {
        case LocalInterest local -> {
          if (queue == null) {
            plainLocal.add(local);
          } else {
            localMembers.computeIfAbsent(queue, _ -> new ArrayList<>()).add(local);
          }
        }
        case LeafInterest leaf -> {
          if (queue == null) {
            plainLinks.add(leaf.link());
          } else {
            List<LeafLink> members = remoteMembers.computeIfAbsent(queue, _ -> new ArrayList<>());
            for (int i = 0; i < Math.clamp(leaf.weight(), 1, WEIGHT_MAX); i++) {
              members.add(leaf.link());
            }
          }
        }
      }
    }
    plain = plainLocal.toArray(new LocalInterest[0]);
    links = plainLinks.toArray(new LeafLink[0]);
    Set<String> names = new LinkedHashSet<>(localMembers.keySet());
    names.addAll(remoteMembers.keySet());
    groups = names.stream().map(name -> new Group(name, localMembers.getOrDefault(name, List.of()),
        remoteMembers.getOrDefault(name, List.of()))).toArray(Group[]::new);
  }

  boolean isEmpty() {
    return plain.length == 0 && links.length == 0 && groups.length == 0;
  }

  /** Whether interest in the subject has changed since. */
  boolean isStale() {
    return stale;
  }

  void becomeStale() {
    stale = true;
  }
}
