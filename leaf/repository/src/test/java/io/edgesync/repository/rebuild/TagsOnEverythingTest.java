package io.edgesync.repository.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.history.HandMade;
import io.edgesync.repository.history.RawArtifacts;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.testing.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control artifacts as no stock command writes them: one sets tags on check-ins, pages, notes, tickets, posts, other controls. */
class TagsOnEverythingTest {

  private static final int CASES = 8;
  private static final int CHAINS = 8;
  private static final List<String> COLORS = List.of("#111111", "#222222", "#333333");

  @TempDir
  static Path directory;

  private static StockHistory empty;

  @BeforeAll
  static void makeRepository() throws IOException {
    empty = StockHistory.in(directory);
  }

  @Test
  void ourRebuildMeetsThemInStockFossilsOrder() {
    SeededRandom.forAll(CASES, random -> {
      Path ours = directory.resolve(random.seed() + ".fossil");
      Files.copy(empty.repository(), ours);
      RawArtifacts.store(ours, shuffled(artifacts(random), random));
      // The first makes deltas on its way, which changes the order for the next.
      rebuildByStock(ours);
      rebuildByStock(ours);
      Path stock = StockHistory.rebuilt(empty.fossil(), ours);

      try (Repository repository = Repository.open(ours, RepositoryFixture.options())) {
        repository.rebuild();
      }

      assertThat(RepositoryComparison.differences(ours, stock)).isEmpty();
    });
  }

  private static void rebuildByStock(Path file) {
    empty.fossil().ok(directory, "rebuild", file.toString());
  }

  /** Chains of versions of every kind, and tags on them. */
  private static List<byte[]> artifacts(SeededRandom random) {
    List<byte[]> all = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int chain = 0; chain < CHAINS; chain++) {
      String parent = null;
      for (int version = 0; version < 4; version++) {
        byte[] made = HandMade.artifact(cards(chain % 5, chain, version, parent));
        parent = RawArtifacts.sha1(made);
        names.add(parent);
        all.add(made);
      }
    }
    for (int i = 0; i < 40; i++) {
      byte[] control = control(random, names);
      names.add(RawArtifacts.sha1(control));
      all.add(control);
    }
    return all;
  }

  private static String[] cards(int kind, int chain, int version, String parent) {
    String date = "D 2024-05-0%dT10:%02d:00".formatted(version + 1, chain);
    List<String> after = parent == null ? List.of() : List.of("P " + parent);
    List<String> cards = new ArrayList<>();
    switch (kind) {
      case 0 -> {
        cards.addAll(List.of("C number\\s" + chain + "\\s" + version + "\\s[abcdef]", date));
        cards.addAll(after);
        cards.add("U u");
      }
      case 1 -> {
        cards.addAll(List.of(date, "L Page" + chain));
        cards.addAll(after);
        cards.addAll(List.of("U u", HandMade.text("version " + version + " of the page")));
      }
      case 2 -> {
        cards.addAll(List.of("C note", date, "E 2024-04-01T10:00:00 " + "e".repeat(39) + chain));
        cards.addAll(after);
        cards.addAll(List.of("T +bgcolor * #44444" + version, "U u", HandMade.text("version " + version)));
      }
      case 3 -> {
        cards.add(date);
        if (version == 0) {
          cards.add("H title");
        } else {
          cards.addAll(List.of("H title\\s" + version, "P " + parent));
        }
        cards.addAll(List.of("U u", HandMade.text("version " + version)));
      }
      default -> {
        if (version % 2 == 0) {
          cards.addAll(List.of(date, "J title version\\s" + version, "K " + "a".repeat(39) + chain, "U u"));
        } else {
          cards.addAll(List.of("A file" + version + " Page" + chain + " " + "1".repeat(40), date, "U u"));
        }
      }
    }
    return cards.toArray(String[]::new);
  }

  private static byte[] control(SeededRandom random, List<String> names) {
    List<String> tags = new ArrayList<>();
    for (int i = random.between(1, 4); i > 0; i--) {
      String target = random.oneOf(names);
      String sign = random.oneOf(List.of("+", "*", "*", "-"));
      tags.add(switch (random.below(9)) {
        case 0 -> "T " + sign + "bgcolor " + target + ' ' + random.oneOf(COLORS);
        case 1 -> "T " + sign + "comment " + target + " again\\s[fedcba" + random.below(9) + "]";
        case 2 -> "T " + sign + "user " + target + " user" + random.below(3);
        case 3 -> "T " + sign + "closed " + target;
        case 4 -> "T " + sign + "sym-t " + target;
        case 5 -> "T " + sign + "date " + target + " 2024-07-0" + random.between(1, 9);
        case 6 -> "T " + sign + "branch " + target + " b" + random.below(3);
        case 7 -> "T " + sign + random.oneOf(List.of("wiki-Page1", "tkt-" + "a".repeat(39) + 4))
            + ' ' + target + " 7";
        default -> "T " + sign + "v " + target + " value" + random.below(3);
      });
    }
    List<String> cards = new ArrayList<>();
    cards.add("D 2024-06-01T10:00:%02d".formatted(random.below(20)));
    cards.addAll(tags.stream().sorted().distinct().toList());
    cards.add("U " + random.oneOf(List.of("u", "v", "w")));
    return HandMade.artifact(cards.toArray(String[]::new));
  }

  private static List<byte[]> shuffled(List<byte[]> all, SeededRandom random) {
    List<byte[]> order = new ArrayList<>(all);
    IntStream.range(0, order.size()).forEach(i -> order.add(random.below(order.size()), order.remove(i)));
    return order;
  }
}
