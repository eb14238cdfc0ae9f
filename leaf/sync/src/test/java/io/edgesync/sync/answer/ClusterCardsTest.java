package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clusters: made for stock clients, and listed for those that ask. */
class ClusterCardsTest extends TextRounds {

  private static final String PULL = VERSION + "pull x " + PC + "\n";

  @Test
  void aClientThatAsksIsToldOfTheClustersThatItsListLeavesOut() throws Exception {
    peer.holding(150, 1);
    lines(PULL);
    peer.holding(150, 2);
    lines(PULL);
    List<Hash> covered = peer.store.clusters();

    assertThat(covered).hasSize(1);
    assertThat(lines(PULL)).noneMatch(line -> line.contains(covered.getFirst().hex()));
    assertThat(lines(PULL + "pragma req-clusters\n")).containsSubsequence("# sending-clusters",
        "igot " + covered.getFirst(), "# end-of-clusters");
  }

  @Test
  void whereNoClusterIsCoveredNothingIsSaidOfThem() throws Exception {
    peer.holding(150, 1);

    assertThat(lines(PULL + "pragma req-clusters\n")).noneMatch(line -> line.startsWith("# "));
  }

  @Test
  void whoDoesNotPullIsNotToldOfClusters() throws Exception {
    peer.holding(150, 1);
    lines(PULL);
    peer.holding(150, 2);
    lines(PULL);

    assertThat(lines("pragma req-clusters\n")).containsExactly("timestamp 0");
  }

  @Test
  void aPushMakesNoCluster() throws Exception {
    peer.holding(150, 1);

    lines(VERSION + "push x " + PC + "\n");

    assertThat(peer.store.unclustered()).hasSize(150);
  }
}
