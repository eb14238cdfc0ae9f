package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A hub with many leaves: 200 of them, or as many as {@code -Dleaves} says; a thousand take half a minute. What it holds grows with what the
 * leaves themselves have announced: neither with leaves times leaves, nor with leaves times what the others have.
 */
class ManyLeavesTest {
  private static final int LEAVES = Integer.getInteger("leaves", 200);
  private static final int PROJECTS = 20;
  /** One interest of one link: the thing itself, its places in the table of the link and of the subject. */
  private static final long BYTES_OF_AN_INTEREST_MAX = 400;

  private final SimulatedLeaves leaves = new SimulatedLeaves();

  @AfterEach
  void close() {
    leaves.close();
  }

  private static String projects(int from, int to) {
    var lines = new StringBuilder();
    for (int i = from; i < to; i++) {
      lines.append("LS+ fossil.project").append(i).append(".gossip\r\n");
      lines.append("LS+ fossil.project").append(i).append(".sync sync-project").append(i).append(" 1\r\n");
    }
    return lines.toString();
  }

  @Test
  void holdsWhatLeavesHaveAnnouncedAndTellsEachOfEachSubjectOnce() {
    for (int i = 0; i < LEAVES; i++) {
      leaves.join("");
      leaves.drain("");
    }
    assertThat(leaves.links()).isEqualTo(LEAVES);
    long before = SimulatedLeaves.heapUsed();
    long told = 0;
    for (int i = 0; i < LEAVES; i++) {
      leaves.send(i, projects(0, PROJECTS));
      told += leaves.drain("LS+ fossil.project0.gossip");
    }
    long interests = 2L * PROJECTS * LEAVES;
    long perInterest = (SimulatedLeaves.heapUsed() - before) / interests;

    // The first leaf's makes the others want it, the second's the first one.
    assertThat(told).isEqualTo(LEAVES);
    assertThat(perInterest).as("bytes of heap of one announced interest").isLessThan(BYTES_OF_AN_INTEREST_MAX);

    leaves.send(0, "LMSG fossil.project3.gossip 1\r\nx\r\n");
    assertThat(leaves.drain("LMSG fossil.project3.gossip")).isEqualTo(LEAVES - 1);
  }

  @Test
  void whatADepartingLeafAloneWantedIsWithdrawnAndTheRestStays() {
    for (int i = 0; i < 50; i++) {
      leaves.join(projects(0, 2) + "LS+ fossil.peer.L" + i + ".>\r\n");
    }
    leaves.drain("");

    leaves.leave();
    assertThat(leaves.drain("LS- fossil.peer.L49.>")).isEqualTo(49);
    leaves.leave();
    assertThat(leaves.drain("LS- fossil.project")).isZero();
    await().until(() -> leaves.links() == 48);
  }

  @Test
  void eachLeafIsToldOfTheMembersBehindTheOthers() {
    for (int i = 0; i < 4; i++) {
      leaves.join("LS+ work g " + (i + 1) + "\r\n");
    }
    leaves.drain("");

    leaves.send(0, "LS+ work g 5\r\n");

    assertThat(leaves.written(0)).doesNotContain("work");
    assertThat(leaves.written(1)).isEqualTo("LS+ work g 12\r\n");
    assertThat(leaves.written(2)).isEqualTo("LS+ work g 11\r\n");
    assertThat(leaves.written(3)).isEqualTo("LS+ work g 10\r\n");
    leaves.send(0, "LS- work g\r\n");
    assertThat(leaves.written(3)).isEqualTo("LS+ work g 5\r\n");
  }
}
