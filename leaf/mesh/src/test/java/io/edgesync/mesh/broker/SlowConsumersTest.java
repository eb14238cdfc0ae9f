package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever does not take what he asked for harms his publishers for a while, others not at all, and then he is cut. */
class SlowConsumersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PENDING_MAX = 1 << 20;
  private static final int HIGH_WATER = 100_000;
  private static final String BEYOND_EVERY_MARK = "x".repeat(PENDING_MAX * 7 / 8);

  private final Node node = Node.of(BrokerOptions.named("slow")
      .withLimits(BrokerLimits.DEFAULT.withPending(PENDING_MAX, 64L << 20, HIGH_WATER)));

  /** A socket that takes nothing but what it is told to. */
  private static final class Deaf extends ChannelOutboundHandlerAdapter {
    private final Deque<ChannelPromise> untaken = new ArrayDeque<>();
    private boolean listens = true;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (listens) {
        ctx.write(message, promise);
      } else {
        ((ByteBuf) message).release();
        untaken.add(promise);
      }
    }

    void takeOne() {
      untaken.remove().setSuccess();
    }
  }

  private EmbeddedChannel open(EmbeddedChannel channel, Connection connection, String greeting) {
    channel.freezeTime();
    channel.pipeline().addLast(connection);
    channel.pipeline().fireChannelActive();
    send(channel, greeting);
    return channel;
  }

  private EmbeddedChannel client(EmbeddedChannel channel, String script) {
    return open(channel, new ClientConnection(node, channel, false, _ -> {}), Transcripts.QUIET + script);
  }

  private EmbeddedChannel link(EmbeddedChannel channel, String name, String script) {
    return open(channel,
        new LeafLink(node, channel, node.access().busAccount(), new AcceptingHandshake(node), _ -> {}, _ -> {}),
        "CONNECT {\"name\":\"" + name + "\",\"cluster\":\"" + name + "\",\"headers\":true}\r\n" + script + "PONG\r\n");
  }

  private static void send(EmbeddedChannel channel, String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  private static String publication(String operation, String payload) {
    return operation + " flood " + payload.length() + "\r\n" + payload + "\r\n";
  }

  private static boolean isRead(Channel channel) {
    return channel.config().isAutoRead();
  }

  @Test
  void onlyClientsThatPublishWaitForASlowClientAndNotForLong() {
    var deaf = new Deaf();
    EmbeddedChannel slow = client(new EmbeddedChannel(deaf), "SUB flood 1\r\n");
    EmbeddedChannel link = link(new EmbeddedChannel(), "A", "");
    EmbeddedChannel publisher = client(new EmbeddedChannel(), "");
    deaf.listens = false;

    send(link, publication("LMSG", BEYOND_EVERY_MARK));
    send(link, publication("LMSG", "more"));
    assertThat(isRead(link)).as("a link carries what others want, too").isTrue();
    send(publisher, publication("PUB", "more"));
    assertThat(isRead(publisher)).isFalse();

    publisher.advanceTimeBy(100, TimeUnit.MILLISECONDS);
    publisher.runScheduledPendingTasks();
    assertThat(isRead(publisher)).isTrue();
    assertThat(slow.isOpen()).isTrue();
    send(link, publication("LMSG", BEYOND_EVERY_MARK));
    slow.runPendingTasks();
    assertThat(slow.isOpen()).as("what links bring is bounded all the same").isFalse();
  }

  @Test
  void onlyClientsThatPublishWaitForASlowLink() {
    var deaf = new Deaf();
    EmbeddedChannel slow = link(new EmbeddedChannel(deaf), "S", "LS+ flood\r\n");
    EmbeddedChannel link = link(new EmbeddedChannel(), "A", "");
    EmbeddedChannel publisher = client(new EmbeddedChannel(), "");
    deaf.listens = false;

    send(link, publication("LMSG", "x".repeat(HIGH_WATER)));
    send(link, publication("LMSG", "more"));
    assertThat(isRead(link)).isTrue();
    send(publisher, publication("PUB", "more"));
    assertThat(isRead(publisher)).isFalse();

    while (!deaf.untaken.isEmpty()) {
      deaf.takeOne();
      slow.runPendingTasks();
    }
    publisher.runPendingTasks();
    assertThat(isRead(publisher)).isTrue();
  }

  /** Two parts wait since {@code begun}, and a later one. */
  private final class Waiting {
    final Deaf deaf = new Deaf();
    final Outbound out;
    final long begun;

    Waiting(Outbound.Pace pace) {
      var channel = new EmbeddedChannel(deaf);
      Connection owner = new ClientConnection(node, channel, false, _ -> {});
      out = new Outbound(channel, node.budget(), owner.holding, PENDING_MAX, pace, _ -> {});
      deaf.listens = false;
      out.append("one");
      out.append("two");
      out.append("three");
      deaf.takeOne();
      begun = System.nanoTime();
      out.append("later");
    }

    boolean beganAnew() {
      return out.waitingNanos(begun) < 0;
    }
  }

  @Test
  void theTimeOfAClientBeginsAnewWhenItHasTakenAllThatWaited() {
    var waiting = new Waiting(Outbound.Pace.ALL_THAT_WAITS);

    waiting.deaf.takeOne();
    assertThat(waiting.beganAnew()).as("it only moved").isFalse();
    waiting.deaf.takeOne();
    assertThat(waiting.beganAnew()).isTrue();
    waiting.deaf.takeOne();
    assertThat(waiting.out.waitingNanos(Long.MAX_VALUE)).as("nothing waits").isZero();
  }

  @Test
  void theTimeOfALinkBeginsAnewWithAnythingThatItTakes() {
    var waiting = new Waiting(Outbound.Pace.ANYTHING);

    waiting.deaf.takeOne();
    assertThat(waiting.beganAnew()).isTrue();
  }

  @Test
  void aClientThatMovesALittleIsCutAsByTheRealServer(@TempDir Path directory) throws Exception {
    try (Transcripts both = Transcripts.start(directory, "write_deadline: \"2s\"",
        BrokerLimits.DEFAULT.withWriteDeadline(Duration.ofSeconds(2)))) {
      assertThat(both.same(SlowConsumersTest::untilTheSlowOneIsGone)).contains("503");
    }
  }

  private static String untilTheSlowOneIsGone(int port) throws IOException {
    try (var socket = new Socket(); Wire publisher = Transcripts.settled(port, Transcripts.HEADERS + "SUB in 9\r\n")) {
      socket.setReceiveBufferSize(64 * 1024);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      var slow = new Wire(socket);
      slow.line();
      slow.send(Transcripts.QUIET + "SUB flood 1\r\nPING\r\n").linesUntil("PONG");
      for (int i = 0; i < 30; i++) {
        publisher.send(publication("PUB", "x".repeat(1 << 20)));
      }
      byte[] little = new byte[64 * 1024];
      var heard = new StringBuilder();
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
        try {
          socket.getInputStream().read(little);
        } catch (SocketException reset) {
          // It is gone, and others hear of it soon.
        }
        heard.setLength(0);
        heard.append(Transcripts.heard(publisher.send("PUB flood in 0\r\n\r\nPING\r\n")));
        return !heard.toString().equals("PONG\r\n");
      });
      return heard.toString();
    }
  }
}
