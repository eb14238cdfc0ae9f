package io.edgesync.repository.crosslink;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A tag of which it depends on the order of a rebuild who has it.
 *
 * @param parents  the artifacts among which that is decided, each after its primary parent, which is the value; 0 where the parent has
 *                 no part in it
 * @param asserted those of them on which somebody set or cancelled the tag
 */
record TagContest(int tagId, Map<Long, Long> parents, Set<Long> asserted) {

  boolean isEmpty() {
    return parents.isEmpty();
  }

  /** As much of it as tells who of {@code changed} and their descendants has the tag: what is above them counts, nothing beside. */
  TagContest about(Set<Long> changed) {
    Set<Long> concerned = new HashSet<>();
    parents.forEach((rid, parent) -> {
      if (changed.contains(rid) || concerned.contains(parent)) {
        concerned.add(rid);
      }
    });
    Set<Long> kept = new HashSet<>();
    for (long rid : concerned) {
      for (long at = rid; at != 0 && kept.add(at);) {
        at = parents.getOrDefault(at, 0L);
      }
    }
    Map<Long, Long> some = new LinkedHashMap<>(parents);
    some.keySet().retainAll(kept);
    Set<Long> assertedOfThem = new HashSet<>(kept);
    assertedOfThem.retainAll(asserted);
    return new TagContest(tagId, some, assertedOfThem);
  }
}
