package io.edgesync.sync.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A part of what {@code ops/simulate} does. */
class ConvergenceSimulationTest {

  private static final int SEEDS = 15;

  @ParameterizedTest
  @EnumSource
  void allHaveTheSameSoonAfterTheLastFaultAndAreQuietThen(Shape shape) {
    long first = SeededRandom.newSeed();
    for (long seed = first; seed < first + SEEDS; seed++) {
      assertThat(new Scenario(seed, shape).run().problem())
          .as("ops/simulate --seeds 1 --first-seed %d --shape %s", seed, shape).isNull();
    }
  }

  @Test
  void oneSeedIsOneRun() {
    long seed = SeededRandom.newSeed();

    assertThat(new Scenario(seed).run()).isEqualTo(new Scenario(seed).run());
  }
}
