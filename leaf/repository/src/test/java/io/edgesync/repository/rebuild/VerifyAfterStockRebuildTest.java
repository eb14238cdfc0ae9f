package io.edgesync.repository.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Maintenance;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.history.HandMade;
import io.edgesync.repository.history.RawArtifacts;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.testing.FossilProcess;
import io.edgesync.xfer.testing.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is wrong with what stock Fossil's rebuild makes, also where it comes to tags before it comes to the check-in. */
class VerifyAfterStockRebuildTest {

  private static final int CASES = 6;

  @TempDir
  static Path directory;

  private static FossilProcess fossil;
  private static Path empty;

  @BeforeAll
  static void makeRepository() throws IOException {
    StockHistory history = StockHistory.in(directory);
    fossil = history.fossil();
    empty = history.repository();
  }

  @Test
  void tagsThatAreMetInAnyOrder() {
    SeededRandom.forAll(CASES, random -> {
      Path file = Files.copy(empty, directory.resolve(random.seed() + ".fossil"));
      List<byte[]> all = new ArrayList<>();
      for (byte[] each : artifacts(random)) {
        all.add(random.below(all.size() + 1), each);
      }
      RawArtifacts.store(file, all);
      fossil.ok(directory, "rebuild", file.toString());

      assertThat(Maintenance.verify(file, RepositoryFixture.options(), RebuildProgress.SILENT).wrong()).isEmpty();
    });
  }

  private static List<byte[]> artifacts(SeededRandom random) {
    List<byte[]> all = new ArrayList<>();
    List<String> checkins = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      List<String> cards = new ArrayList<>();
      cards.add("C number\\s" + i);
      cards.add("D 2024-05-01T10:%02d:00".formatted(i));
      if (random.chance(0.7)) {
        cards.add("F file " + ("" + random.below(3)).repeat(40));
      }
      if (!checkins.isEmpty()) {
        cards.add("P " + random.oneOf(checkins));
      }
      if (random.chance(0.2)) {
        cards.add("T *branch * b" + random.below(3));
      }
      cards.add("U u");
      all.add(HandMade.artifact(cards.toArray(String[]::new)));
      checkins.add(RawArtifacts.sha1(all.getLast()));
    }
    for (int i = 0; i < 15; i++) {
      String target = random.oneOf(checkins);
      String sign = random.oneOf(List.of("+", "*", "-"));
      String tag = switch (random.below(5)) {
        case 0 -> "T +parent " + target + ' ' + parents(random, checkins, target);
        case 1 -> "T " + sign + "date " + target + " 2024-06-01";
        case 2 -> "T " + sign + "closed " + target;
        default -> "T " + sign + "branch " + target + " b" + random.below(3);
      };
      all.add(HandMade.artifact("D 2024-06-01T10:00:%02d".formatted(i), tag, "U u"));
    }
    return all;
  }

  /** Two others, older ones, so that nobody becomes an ancestor of itself. */
  private static String parents(SeededRandom random, List<String> checkins, String of) {
    List<String> older = checkins.subList(0, Math.max(1, checkins.indexOf(of)));
    return random.oneOf(older) + "\\s" + random.oneOf(older);
  }
}
