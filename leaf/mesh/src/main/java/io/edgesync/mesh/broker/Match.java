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
  private static final LocalInterest[] NO_SUBSCRIBERS = {};
  private static final LeafLink[] NO_LINKS = {};
  private static final Group[] NO_GROUPS = {};

  /** Set under the router's lock when interest changes; read by everybody who kept this. */
  private volatile boolean stale;

  final LocalInterest[] plain;
  final LeafLink[] links;
  final Group[] groups;

  Match(List<Interest> interests) {
    List<LocalInterest> locals = new ArrayList<>(interests.size());
    Set<LeafLink> plainLinks = Set.of();
    boolean grouped = false;
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
      }
    }
    plain = locals.toArray(NO_SUBSCRIBERS);
    links = plainLinks.toArray(NO_LINKS);
    groups = grouped ? groups(interests) : NO_GROUPS;
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
