package io.edgesync.sync.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A part of what {@code ops/simulate --fleet} does. */
class FleetSimulationTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatACommitCostsGrowsWithTheFleetAndNoFaster(boolean trusts) {
    List<Fleet.Report> reports = List.of(100, 200, 400).stream().map(leaves -> new Fleet(leaves, 1, trusts).commit())
        .toList();

    assertThat(Fleet.faults(reports)).isEmpty();
  }

  @Test
  void aHubThatRestartsIsNotOverrun() {
    assertThat(Fleet.faults(List.of(new Fleet(100, 1, false).restart()))).isEmpty();
  }
}
