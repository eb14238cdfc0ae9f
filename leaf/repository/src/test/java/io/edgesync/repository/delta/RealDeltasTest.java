package io.edgesync.repository.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.rebuild.BigRepository;
import io.edgesync.xfer.testing.SeededRandom;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some of the pairs that {@code ops/check-deltas} takes by the thousand. */
class RealDeltasTest {

  private static final int PAIRS = 40;

  @TempDir
  Path directory;

  @Test
  void deltasOfRealVersionsAreStocksOwnAndWorkOnBothSides() throws Exception {
    Path repository = BigRepository.copyInto(directory);
    if (repository == null) {
      return;
    }
    List<RealPairs.Pair> pairs = RealPairs.of(repository, PAIRS, SeededRandom.create().seed());
    DeltaCheck check = new DeltaCheck(directory);

    RealPairs.forEach(repository, pairs, check::check);

    System.out.println(check);
    assertThat(check.pairs()).isEqualTo(PAIRS);
    assertThat(check.identical()).isEqualTo(PAIRS);
  }
}
