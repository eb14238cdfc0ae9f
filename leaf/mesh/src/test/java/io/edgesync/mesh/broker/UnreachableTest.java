package io.edgesync.mesh.broker;

import static io.edgesync.mesh.broker.Transcripts.QUIET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing that stays holds on to a connection that is gone: not the event loop, nor what others keep of it. */
class UnreachableTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String LEAF = "CONNECT {\"name\":\"L\",\"cluster\":\"L\",\"headers\":true}\r\nPONG\r\n";

  private final Node node = Node.of(BrokerOptions.named("forgetful"));

  @AfterEach
  void close() {
    node.access().close();
  }

  private static void assertForgotten(WeakReference<?> gone) {
    await().atMost(PATIENCE).untilAsserted(() -> {
      System.gc();
      assertThat(gone.get()).isNull();
    });
  }

  /** A connection that says this, and goes. Its channel, whose loop has the timers, stays. */
  private static WeakReference<Connection> gone(EmbeddedChannel channel,
      Function<EmbeddedChannel, Connection> kind, String says) {
    Connection connection = kind.apply(channel);
    channel.pipeline().addLast(connection);
    channel.pipeline().fireChannelActive();
    channel.writeInbound(Unpooled.copiedBuffer(says, StandardCharsets.ISO_8859_1));
    channel.pipeline().close();
    channel.runPendingTasks();
    channel.releaseOutbound();
    return new WeakReference<>(connection);
  }

  private Connection client(EmbeddedChannel channel) {
    return new ClientConnection(node, channel, Entrance.standard(node), false, _ -> {});
  }

  private Connection leaf(EmbeddedChannel channel) {
    return new LeafLink(node, channel, node.access().busAccount(),
        new AcceptingHandshake(node, Entrance.leafnode(node)), _ -> {}, _ -> {});
  }

  @Test
  void whateverItWasInTheMiddleOf() {
    for (String says : List.of("", "nonsense\r\n", QUIET + "SUB a 1\r\nPING\r\n", "PUB a 100\r\nx")) {
      var channel = new EmbeddedChannel();
      assertForgotten(gone(channel, this::client, says));
      Reference.reachabilityFence(channel);
    }
    for (String says : List.of("", "nonsense\r\n", LEAF, LEAF + "LS+ a\r\nLMSG a 100\r\nx")) {
      var channel = new EmbeddedChannel();
      assertForgotten(gone(channel, this::leaf, says));
      Reference.reachabilityFence(channel);
    }
  }

  @Test
  void alsoWhereTheSocketIsReal() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("forgetful").withClientPort(0).withLeafPort(0))) {
      WeakReference<?> client;
      try (var wire = Transcripts.settled(broker.clientAddress().getPort(), QUIET + "SUB a 1\r\n")) {
        client = subscriber(broker);
        assertThat(wire.send("PING\r\n").answer()).isEqualTo("PONG\r\n");
      }
      assertForgotten(client);

      WeakReference<?> link;
      try (var wire = new Wire(broker.leafAddress().getPort())) {
        wire.line();
        wire.send(LEAF).linesUntil("PING");
        link = new WeakReference<>(broker.router().links().getFirst());
      }
      assertForgotten(link);
    }
  }

  @Test
  void alsoWhereSomebodyPublishedToIt() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("forgetful").withClientPort(0))) {
      int port = broker.clientAddress().getPort();
      try (var publisher = Transcripts.settled(port, QUIET)) {
        WeakReference<?> client;
        try (var wire = Transcripts.settled(port, QUIET + "SUB a 1\r\n")) {
          client = subscriber(broker);
          publisher.send("PUB a 1\r\nx\r\nPUB b 0\r\n\r\n");
          assertThat(wire.message()).isEqualTo("MSG a 1 1\r\nx\r\n");
        }
        assertForgotten(client);
      }
    }
  }

  private static WeakReference<?> subscriber(Broker broker) {
    return new WeakReference<>(((ClientSubscription) broker.router().interests().getFirst()).client());
  }
}
