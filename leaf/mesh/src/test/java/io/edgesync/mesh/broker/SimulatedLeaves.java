package io.edgesync.mesh.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A hub and its leaves, over channels that exist in memory only. One thread. */
public final class SimulatedLeaves implements AutoCloseable {
  private final Node node = Node.of(BrokerOptions.named("big-hub").withLeafPort(0));
  private final List<EmbeddedChannel> leaves = new ArrayList<>();

  /** A leaf comes, and announces this: lines of the protocol. */
  public void join(String announcements) {
    int number = leaves.size();
    var channel = new EmbeddedChannel();
    channel.pipeline().addLast(
        new LeafLink(node, channel, node.access().busAccount(), new AcceptingHandshake(node), _ -> {}, _ -> {}));
    channel.pipeline().fireChannelActive();
    leaves.add(channel);
    send(number,
        "CONNECT {\"name\":\"L" + number + "\",\"cluster\":\"L" + number + "\",\"headers\":true}\r\nPONG\r\n");
    send(number, announcements);
  }

  void send(int leaf, String lines) {
    leaves.get(leaf).writeInbound(Unpooled.copiedBuffer(lines, StandardCharsets.ISO_8859_1));
    leaves.get(leaf).runPendingTasks();
  }

  /** The newest of them goes. */
  void leave() {
    leaves.removeLast().close();
  }

  /** What was written to all leaves since is over and done with; gives how many lines began so, none for an empty text. */
  public long drain(String beginning) {
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

  /** What was written to one of them since. */
  String written(int leaf) {
    var text = new StringBuilder();
    EmbeddedChannel channel = leaves.get(leaf);
    channel.runPendingTasks();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      text.append(part.toString(StandardCharsets.ISO_8859_1));
      part.release();
    }
    return text.toString();
  }

  int links() {
    return node.router().links().size();
  }

  /** What the hub holds of its leaves' interest. */
  public int interests() {
    return node.router().status().subscriptions();
  }

  /** Bytes of the whole heap that are reachable. */
  public static long heapUsed() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Override
  public void close() {
    // Whoever goes is told of to the others, which is nobody's concern any more.
    node.access().end();
    leaves.forEach(EmbeddedChannel::finishAndReleaseAll);
    node.access().close();
  }
}
