package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.SeededRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TagContestTest {

  private static final int TAG = 20;

  @Test
  void whatConcernsSomeIsDecidedAsInTheWhole() {
    SeededRandom.forAll(300, random -> {
      TagContest whole = contest(random, 30);
      Map<Long, List<TagRow>> cards = cards(random, whole);
      List<Long> order = new ArrayList<>();
      for (long each : concat(whole.parents().keySet(), cards.keySet())) {
        order.add(random.below(order.size() + 1), each);
      }
      Set<Long> changed = Set.of((long) random.between(1, 30));

      TagContest part = whole.about(changed);

      TagReplay ofWhole = replayed(whole, cards, order);
      TagReplay ofPart = replayed(part, cards, order);
      for (long rid : part.parents().keySet()) {
        assertThat(ofPart.find(rid, TAG)).isEqualTo(ofWhole.find(rid, TAG));
      }
      assertThat(part.parents().keySet()).containsAll(changed);
    });
  }

  @Test
  void whoIsBesideDoesNotCount() {
    Map<Long, Long> fan = new LinkedHashMap<>(Map.of(1L, 0L));
    for (long child = 2; child < 5000; child++) {
      fan.put(child, 1L);
    }

    assertThat(new TagContest(TAG, fan, fan.keySet()).about(Set.of(7L, 6000L)))
        .isEqualTo(new TagContest(TAG, Map.of(1L, 0L, 7L, 1L), Set.of(1L, 7L)));
    assertThat(new TagContest(TAG, fan, fan.keySet()).about(Set.of(6000L)).isEmpty()).isTrue();
  }

  private static TagContest contest(SeededRandom random, int size) {
    Map<Long, Long> parents = new LinkedHashMap<>();
    for (long rid = 1; rid <= size; rid++) {
      parents.put(rid, (long) random.below((int) rid));
    }
    return new TagContest(TAG, parents, parents.keySet());
  }

  /** By controls, whose rids are above 100. */
  private static Map<Long, List<TagRow>> cards(SeededRandom random, TagContest contest) {
    Map<Long, List<TagRow>> cards = new LinkedHashMap<>();
    for (long source = 101; source < 130; source++) {
      long target = random.between(1, contest.parents().size());
      cards.put(source,
          List.of(new TagRow(TAG, random.below(3), source, target, "" + source, random.below(20), target)));
    }
    return cards;
  }

  private static Set<Long> concat(Set<Long> first, Set<Long> second) {
    Set<Long> all = new HashSet<>(first);
    all.addAll(second);
    return all;
  }

  private static TagReplay replayed(TagContest contest, Map<Long, List<TagRow>> cards, List<Long> order)
      throws SQLException {
    TagReplay replay = new TagReplay(contest, new TagReplay.Effort());
    for (long rid : order) {
      replay.visit(rid, cards.getOrDefault(rid, List.of()).stream()
          .filter(card -> contest.asserted().contains(card.rid())).toList());
    }
    return replay;
  }
}
