package io.edgesync.repository.crosslink;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.crosslink.StoredPicks.Pick;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.testing.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StoredPicksTest {

  private static final Hash TARGET = new Hash("0123456789abcdef0123456789abcdef01234567");

  @Test
  void noCardIsMissedHoweverItIsStored() {
    SeededRandom.forAll(200, random -> {
      History history = new History();
      List<Hash> names = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        names.add(random.hash());
      }
      Set<Long> others = new HashSet<>();
      for (long rid = 1; rid <= 30; rid++) {
        long source = rid == 1 || random.chance(0.1) ? 0 : 1 + random.below((int) rid - 1);
        history.put(rid, source, text(random, names, source == 0 ? "" : history.text(source)));
        if (random.chance(0.1)) {
          others.add(rid);
        }
      }

      Set<Pick> found = new HashSet<>();
      try (StoredPicks picks = new StoredPicks()) {
        for (long rid : random.chance(0.5) ? history.framed.keySet() : new TreeSet<>(history.framed.keySet())) {
          if (!others.contains(rid)) {
            picks.add(rid, history.source.get(rid), random.chance(0.05) ? null : history.framed(rid));
          }
          if (random.chance(0.1)) {
            found.addAll(picks.settle(history));
          }
        }
        found.addAll(picks.settle(history));
      }

      Set<Pick> real = new HashSet<>();
      history.text.forEach((rid, text) -> text.lines().filter(line -> line.startsWith("Q ")).forEach(line -> {
        if (!others.contains(rid)) {
          real.add(new Pick(rid, new Hash(line.substring(3))));
        }
      }));
      assertThat(found).containsAll(real);
    });
  }

  @Test
  void aCardThatIsInsertedOrCopiedWholeIsFoundWithoutExpanding() {
    History history = new History();
    String files = "F some/file.txt 1111111111111111111111111111111111111111\n".repeat(20);
    history.put(1, 0, "C first\n" + files);
    history.put(2, 1, "C second one\n" + files + "Q +" + TARGET + "\nU u\n");
    history.put(3, 2, "C and the third\n" + files + "Q +" + TARGET + "\nU u\n");
    history.put(4, 3, "C no more of it\n" + files + "U u\n");

    try (StoredPicks picks = new StoredPicks()) {
      history.framed.keySet().forEach(rid -> picks.add(rid, history.source.get(rid), history.framed(rid)));

      assertThat(picks.settle(history)).containsExactlyInAnyOrder(new Pick(2, TARGET), new Pick(3, TARGET));
    }
    assertThat(history.expanded).isEmpty();
  }

  /** Lines of which some carry a name that another line carries, too, so that deltas copy parts of cards. */
  private static String text(SeededRandom random, List<Hash> names, String source) {
    StringBuilder text = new StringBuilder();
    List<String> lines = source.lines().toList();
    for (int i = 0; i < 12; i++) {
      Hash name = names.get(random.below(names.size()));
      text.append(switch (random.below(7)) {
        case 0 -> "Q +" + name;
        case 1 -> "Q -" + name;
        case 2 -> "P " + name;
        case 3 -> "F a/path/Q " + name;
        case 4 -> "C a\\scommentQ";
        default -> lines.isEmpty() ? "U somebody" : lines.get(random.below(lines.size()));
      }).append('\n');
    }
    return text.toString();
  }

  /** What a repository holds. */
  private static final class History implements StoredPicks.Rows {
    private final Map<Long, String> text = new HashMap<>();
    private final Map<Long, Long> source = new HashMap<>();
    private final Map<Long, byte[]> framed = new HashMap<>();
    private final List<Long> expanded = new ArrayList<>();

    void put(long rid, long from, String content) {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      text.put(rid, content);
      source.put(rid, from);
      framed.put(rid, StoredForm.compress(from == 0
          ? bytes
          : Delta.create(text(from).getBytes(StandardCharsets.UTF_8), bytes)));
    }

    String text(long rid) {
      return text.getOrDefault(rid, "");
    }

    @Override
    public List<Long> deltasOf(long rid) {
      return source.entrySet().stream().filter(each -> each.getValue() == rid).map(Map.Entry::getKey).toList();
    }

    @Override
    public byte[] framed(long rid) {
      return framed.getOrDefault(rid, new byte[0]).clone();
    }

    @Override
    public byte[] expand(long rid) {
      expanded.add(rid);
      return text(rid).getBytes(StandardCharsets.UTF_8);
    }
  }
}
