package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * What is allocated between a publisher's socket and a subscriber's follows the bytes of a read and not its messages. Of the reference's
 * checklist: 90.
 */
class AllocationTest {
  /** Both fill the same bytes. */
  private static final int SMALL = 16;
  private static final int LARGE = 2000;
  private static final int READ_BYTES = 24_000;
  private static final int READS = 200;
  private static final int WARM_UP = 1500;
  /** The smallest object has 16. */
  private static final double BYTES_A_MESSAGE_MAX = 8;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Node node = Node.of(BrokerOptions.named("frugal"));
  private final EmbeddedChannel publisher = client("");
  private final EmbeddedChannel subscriber = client("SUB fleet.*.announce 1\r\n");

  @Test
  void manySmallMessagesCostNoMoreThanTheSameBytesInFewLargeOnes() {
    String small = message(SMALL);
    String large = message(LARGE);
    int smalls = READ_BYTES / small.length();
    int larges = READ_BYTES / large.length();

    double more = allocatedByARead(small.repeat(smalls)) - allocatedByARead(large.repeat(larges));

    assertThat(more / (smalls - larges)).as("bytes of each further message").isLessThan(BYTES_A_MESSAGE_MAX);
    publisher.finishAndReleaseAll();
    subscriber.finishAndReleaseAll();
  }

  private static String message(int payload) {
    return "PUB fleet.desk.announce " + payload + "\r\n" + "x".repeat(payload) + "\r\n";
  }

  private EmbeddedChannel client(String lines) {
    var channel = new EmbeddedChannel();
    channel.pipeline().addLast(new ClientConnection(node, channel, false, _ -> {}));
    channel.pipeline().fireChannelActive();
    channel.writeInbound(Unpooled.copiedBuffer("CONNECT {\"verbose\":false,\"pedantic\":false}\r\n" + lines,
        StandardCharsets.US_ASCII));
    channel.releaseOutbound();
    return channel;
  }

  private double allocatedByARead(String messages) {
    ByteBuf bytes = Unpooled.directBuffer().writeBytes(messages.getBytes(StandardCharsets.US_ASCII));
    pass(bytes, WARM_UP);
    long before = threads.getCurrentThreadAllocatedBytes();
    pass(bytes, READS);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    bytes.release();
    return (double) allocated / READS;
  }

  /** All of it arrives at the other end each time. */
  private void pass(ByteBuf bytes, int times) {
    for (int i = 0; i < times; i++) {
      publisher.writeInbound(bytes.retainedDuplicate());
      subscriber.runPendingTasks();
      long delivered = 0;
      for (ByteBuf out = subscriber.readOutbound(); out != null; out = subscriber.readOutbound()) {
        delivered += out.readableBytes();
        out.release();
      }
      assertThat(delivered).isGreaterThan(bytes.readableBytes() / 2);
    }
  }
}
