package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A hub with many leaves, over channels that exist in memory only: 200 of them, or as many as {@code -Dleaves} says; a thousand take half
 * a minute. What it holds grows with what the leaves themselves have
 * announced: neither with leaves times leaves, nor with leaves times what the others have.
 */
class ManyLeavesTest {
  private static final int LEAVES = Integer.getInteger("leaves", 200);
  private static final int PROJECTS = 20;
  /** One interest of one link: the thing itself, its places in the table of the link and of the subject. */
  private static final long BYTES_OF_AN_INTEREST_MAX = 400;

  private final Node node = Node.of(BrokerOptions.named("big-hub").withLeafPort(0));
  private final List<EmbeddedChannel> leaves = new ArrayList<>();

  @AfterEach
  void close() {
    // Whoever goes is told of to the others, which is nobody's concern any more.
    node.access().end();
    leaves.forEach(EmbeddedChannel::finishAndReleaseAll);
    node.access().close();
  }

  private EmbeddedChannel join(int number) {
    var channel = new EmbeddedChannel();
    channel.pipeline().addLast(
        new LeafLink(node, channel, node.access().busAccount(), new AcceptingHandshake(node), _ -> {}, _ -> {}));
    channel.pipeline().fireChannelActive();
    leaves.add(channel);
    send(channel,
        "CONNECT {\"name\":\"L" + number + "\",\"cluster\":\"L" + number + "\",\"headers\":true}\r\nPONG\r\n");
    return channel;
  }

  private static void send(EmbeddedChannel channel, String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    channel.runPendingTasks();
  }

  /** What was written to all leaves since is over and done with; gives how many lines began so. */
  private long drain(String beginning) {
    long count = 0;
    for (EmbeddedChannel leaf : leaves) {
      leaf.runPendingTasks();
      for (ByteBuf part = leaf.readOutbound(); part != null; part = leaf.readOutbound()) {
        if (!beginning.isEmpty()) {
          count += part.toString(StandardCharsets.ISO_8859_1).lines().filter(l -> l.startsWith(beginning)).count();
        }
        part.release();
      }
    }
    return count;
  }

  private static long heapUsed() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
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
      join(i);
      drain("");
    }
    assertThat(node.router().links()).hasSize(LEAVES);
    long before = heapUsed();
    long told = 0;
    for (EmbeddedChannel leaf : leaves) {
      send(leaf, projects(0, PROJECTS));
      told += drain("LS+ fossil.project0.gossip");
    }
    long interests = 2L * PROJECTS * LEAVES;
    long perInterest = (heapUsed() - before) / interests;

    // The first leaf's makes the others want it, the second's the first one.
    assertThat(told).isEqualTo(LEAVES);
    assertThat(perInterest).as("bytes of heap of one announced interest").isLessThan(BYTES_OF_AN_INTEREST_MAX);

    leaves.getFirst().writeInbound(Unpooled.copiedBuffer("LMSG fossil.project3.gossip 1\r\nx\r\n",
        StandardCharsets.ISO_8859_1));
    assertThat(drain("LMSG fossil.project3.gossip")).isEqualTo(LEAVES - 1);
  }

  @Test
  void whatADepartingLeafAloneWantedIsWithdrawnAndTheRestStays() {
    for (int i = 0; i < 50; i++) {
      send(join(i), projects(0, 2) + "LS+ fossil.peer.L" + i + ".>\r\n");
    }
    drain("");

    leaves.removeLast().close();
    assertThat(drain("LS- fossil.peer.L49.>")).isEqualTo(49);
    leaves.removeLast().close();
    assertThat(drain("LS- fossil.project")).isZero();
    await().until(() -> node.router().links().size() == 48);
  }

  @Test
  void eachLeafIsToldOfTheMembersBehindTheOthers() {
    for (int i = 0; i < 4; i++) {
      send(join(i), "LS+ work g " + (i + 1) + "\r\n");
    }
    drain("");

    send(leaves.getFirst(), "LS+ work g 5\r\n");

    assertThat(written(leaves.get(0))).doesNotContain("work");
    assertThat(written(leaves.get(1))).isEqualTo("LS+ work g 12\r\n");
    assertThat(written(leaves.get(2))).isEqualTo("LS+ work g 11\r\n");
    assertThat(written(leaves.get(3))).isEqualTo("LS+ work g 10\r\n");
    send(leaves.getFirst(), "LS- work g\r\n");
    assertThat(written(leaves.get(3))).isEqualTo("LS+ work g 5\r\n");
  }

  private static String written(EmbeddedChannel leaf) {
    var text = new StringBuilder();
    leaf.runPendingTasks();
    for (ByteBuf part = leaf.readOutbound(); part != null; part = leaf.readOutbound()) {
      text.append(part.toString(StandardCharsets.ISO_8859_1));
      part.release();
    }
    return text.toString();
  }
}
