package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.SeededRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TagPropagationTest {

  private static final int TAG = 20;

  /** A tree of check-ins and one tag on them, in memory. */
  private static final class MemoryGraph implements TagGraph {
    final Map<Long, TagRow> rows = new TreeMap<>();
    final Map<Long, List<Child>> children = new HashMap<>();

    @Override
    public @Nullable TagRow find(long rid, int tagId) {
      return rows.get(rid);
    }

    @Override
    public List<TagRow> all(long rid) {
      TagRow row = rows.get(rid);
      return row == null ? List.of() : List.of(row);
    }

    @Override
    public void put(TagRow row) {
      rows.put(row.rid(), row);
    }

    @Override
    public void remove(long rid, int tagId) {
      rows.remove(rid);
    }

    @Override
    public List<Child> primaryChildren(long rid) {
      return children.getOrDefault(rid, List.of());
    }

    @Override
    public void propagated(long rid, int tagId, @Nullable String value) {
      // one tag, no side effects
    }
  }

  private static TagRow own(int type, double mtime, long rid) {
    return new TagRow(TAG, type, 1000 + (long) mtime, rid, "v" + mtime, mtime, rid);
  }

  @Test
  void aTagSetOnACheckinItselfWinsAgainstAYoungerInheritedOneWhateverCameFirst() throws SQLException {
    MemoryGraph graph = new MemoryGraph();
    graph.children.put(1L, List.of(new TagGraph.Child(2, 2)));
    graph.children.put(2L, List.of(new TagGraph.Child(3, 3)));
    TagPropagation propagation = TagPropagation.ofArrivals(graph);

    propagation.insert(own(2, 50, 1), row -> {});
    assertThat(graph.rows.get(3L).originRid()).isEqualTo(1);
    propagation.insert(own(2, 40, 2), row -> {});

    assertThat(graph.rows.get(2L).originRid()).isEqualTo(2);
    assertThat(graph.rows.get(3L).originRid()).isEqualTo(2);
  }

  @Test
  void inARebuildAYoungerInheritedTagThatWasMetFirstStays() throws SQLException {
    MemoryGraph graph = new MemoryGraph();
    graph.children.put(1L, List.of(new TagGraph.Child(2, 2)));
    TagPropagation propagation = TagPropagation.ofRebuild(graph);

    propagation.insert(own(2, 50, 1), row -> {});
    propagation.insert(own(2, 40, 2), row -> {});

    assertThat(graph.rows.get(2L).originRid()).isEqualTo(1);
  }

  /** Every order of arrival of check-ins and tags gives the same rows. */
  @Test
  void theOrderOfArrivalDoesNotMatter() {
    SeededRandom.forAll(
        300,
        random -> {
          int checkins = 2 + random.below(10);
          long[] parents = new long[checkins + 1];
          List<Object> events = new ArrayList<>();
          for (long rid = 1; rid <= checkins; rid++) {
            parents[(int) rid] = rid == 1 ? 0 : 1 + random.below((int) rid - 1);
            events.add(rid);
          }
          for (int i = 0; i < 5; i++) {
            events.add(own(random.below(3), 100 + i, 1 + random.below(checkins)));
          }

          Map<Long, TagRow> expected = play(events, parents);
          Collections.shuffle(events, new Random(random.seed()));

          assertThat(play(events, parents)).isEqualTo(expected);
        });
  }

  private static Map<Long, TagRow> play(List<Object> events, long[] parents) throws SQLException {
    MemoryGraph graph = new MemoryGraph();
    TagPropagation propagation = TagPropagation.ofArrivals(graph);
    for (Object event : events) {
      if (event instanceof TagRow row) {
        propagation.insert(row, applied -> {});
      } else if (event instanceof Long rid && parents[rid.intValue()] != 0) {
        long parent = parents[rid.intValue()];
        graph.children.computeIfAbsent(parent, key -> new ArrayList<>()).add(new TagGraph.Child(rid, rid));
        propagation.propagateAll(parent);
      }
    }
    return graph.rows;
  }
}
