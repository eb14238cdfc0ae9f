package io.edgesync.mesh.broker;

import static io.edgesync.mesh.broker.Transcripts.QUIET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.broker.Budget.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that make the broker keep more than it has room for pay for it themselves, and those beside them go on. */
class BudgetTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MAX = 4 << 20;
  private static final String TOO_MANY = "-ERR 'maximum subscriptions exceeded'\r\n";

  private final Node node = Node
      .of(BrokerOptions.named("small").withLimits(BrokerLimits.DEFAULT.withPending(MAX, MAX, MAX)));
  private final List<Peer> peers = new ArrayList<>();

  /** One connection, and what it was told. */
  private record Peer(EmbeddedChannel channel, Connection connection) {
    Peer send(String text) {
      if (channel.isOpen()) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
      }
      return this;
    }

    String heard() {
      channel.runPendingTasks();
      var text = new StringBuilder();
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        text.append(out.toString(StandardCharsets.ISO_8859_1));
        out.release();
      }
      // Whoever is slow is asked whether it is there.
      return text.toString().replace("PING\r\n", "");
    }
  }

  private Peer open(EmbeddedChannel channel, Connection connection, String greeting) {
    channel.pipeline().addLast(connection);
    channel.pipeline().fireChannelActive();
    var peer = new Peer(channel, connection);
    peers.add(peer);
    peer.send(greeting).heard();
    return peer;
  }

  private Peer client() {
    var channel = new EmbeddedChannel();
    return open(channel, new ClientConnection(node, channel, false, _ -> {}), QUIET);
  }

  private Peer leaf() {
    var channel = new EmbeddedChannel();
    return open(channel,
        new LeafLink(node, channel, node.access().busAccount(), new AcceptingHandshake(node), _ -> {}, _ -> {}),
        "CONNECT {\"name\":\"L\",\"cluster\":\"L\",\"headers\":true}\r\nPONG\r\n");
  }

  @AfterEach
  void nothingIsCountedForThoseThatAreGone() {
    node.access().end();
    peers.forEach(peer -> peer.channel().finishAndReleaseAll());
    assertThat(node.budget().bytes()).isZero();
    node.access().close();
  }

  private static String subscriptions(int first, int count, String pattern) {
    var lines = new StringBuilder();
    for (int i = first; i < first + count; i++) {
      lines.append(pattern.replace("#", String.valueOf(i)));
    }
    return lines.toString();
  }

  @Test
  void thoseThatAnnounceMuchAndSendLittleGoBeforeOneThatSends() {
    Peer honest = client().send("SUB large 1\r\nPUB large 1000000\r\n" + "x".repeat(500_000));
    for (int i = 0; i < 1000; i++) {
      client().send("PUB large 1048576\r\nabc");
    }

    honest.send("x".repeat(500_000) + "\r\nPING\r\n");

    assertThat(honest.heard()).startsWith("MSG large 1 1000000\r\n").endsWith("x\r\nPONG\r\n");
    peers.forEach(Peer::heard);
    assertThat(peers).filteredOn(peer -> !peer.channel().isOpen()).isNotEmpty()
        .allSatisfy(peer -> assertThat(peer.connection().closeReason()).startsWith("slow publisher: "));
    assertThat(node.budget().bytes()).isLessThanOrEqualTo(MAX);
  }

  @Test
  void announcingAloneCostsNothing() {
    List<Peer> liars = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      liars.add(client().send("PUB a 1048576\r\nabc"));
    }

    assertThat(liars).allMatch(liar -> liar.channel().isOpen());
    assertThat(node.budget().bytes(Kind.READING)).isBetween(1L, MAX / 2L);
  }

  @Test
  void messagesThatWaitInTheWindowCountToo() {
    Peer honest = client().send("SUB a 1\r\n");
    for (int i = 0; i < 600; i++) {
      client().send("PUB a 16000\r\n" + "x".repeat(15_999));
      assertThat(node.budget().bytes()).isLessThanOrEqualTo(MAX);
    }

    assertThat(peers).filteredOn(peer -> !peer.channel().isOpen()).hasSizeGreaterThan(200);
    assertThat(honest.send("PUB a 2\r\nhi\r\nPING\r\n").heard()).isEqualTo("MSG a 1 2\r\nhi\r\nPONG\r\n");
  }

  @Test
  void aDialThatFailsLeavesNothingBehind() throws Exception {
    var channel = new EmbeddedChannel();
    var connection = new ClientConnection(node, channel, false, _ -> {});
    assertThat(node.budget().connections()).isEqualTo(1);

    channel.close();

    assertThat(connection.isFinished()).isFalse();
    assertThat(node.budget().connections()).isZero();
  }

  @Test
  void aMessageThatIsWholeCountsNoMore() {
    Peer slow = client();
    for (String size : List.of("16000", "100000")) {
      slow.send("PUB a " + size + "\r\nabc");
      assertThat(node.budget().bytes(Kind.READING)).isPositive();

      slow.send("x".repeat(Integer.parseInt(size) - 3) + "\r\n");

      assertThat(node.budget().bytes(Kind.READING)).isZero();
    }
    assertThat(slow.heard()).isEmpty();
  }

  @Test
  void aClientHasHalfOfTheRoomForSubscriptionsAndMayGiveThemBack() {
    Peer greedy = client();
    int refused = greedy.send(subscriptions(0, 20_000, "SUB s.# #\r\n")).heard().length() / TOO_MANY.length();

    assertThat(refused).isBetween(1, 19_999);
    assertThat(greedy.send("PING\r\n").heard()).isEqualTo("PONG\r\n");
    assertThat(node.budget().bytes(Kind.INTEREST)).isBetween(MAX / 4L, MAX / 2L);
    assertThat(client().send("SUB a 1\r\nPUB a 1\r\nx\r\n").heard()).isEqualTo("MSG a 1 1\r\nx\r\n");
    greedy.send("UNSUB 1\r\nSUB other 1\r\n");
    assertThat(greedy.heard()).isEmpty();
  }

  @Test
  void manyWhoSubscribeTogetherLoseTheLargest() {
    Peer honest = client().send("SUB a 1\r\n");
    List<Peer> greedy = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      greedy.add(client().send(subscriptions(10_000 * (i + 1), 6000 - i, "SUB s.# #\r\n")));
      greedy.forEach(Peer::heard);
    }

    assertThat(greedy.getFirst().connection().reason()).isEqualTo(CloseReason.MAXIMUM_SUBSCRIPTIONS_EXCEEDED);
    assertThat(node.budget().bytes()).isLessThanOrEqualTo(MAX);
    assertThat(honest.send("SUB b 2\r\nPUB b 1\r\nx\r\nPUB a 1\r\ny\r\n").heard())
        .isEqualTo("MSG b 2 1\r\nx\r\nMSG a 1 1\r\ny\r\n");
  }

  @Test
  void aPatternOfManyLevelsCostsWhatItMakes() {
    int refused = client().send(subscriptions(0, 100, "SUB #." + "a.".repeat(200) + "* #\r\n")).heard().length();

    assertThat(refused).isPositive();
  }

  @Test
  void aLinkThatAnnouncesTooMuchIsToldSo() {
    Peer link = leaf();

    assertThat(link.send(subscriptions(0, 20_000, "LS+ s.#\r\n")).heard()).startsWith(TOO_MANY);

    assertThat(node.router().match("s.1").isEmpty()).isFalse();
    assertThat(node.router().match("s.19999").isEmpty()).isTrue();
    link.send(subscriptions(0, 20_000, "LS- s.#\r\n"));
    assertThat(node.budget().bytes(Kind.INTEREST)).isZero();
  }

  @Test
  void subjectsOfLateAreKeptOnlyWhereThereIsRoom() {
    Peer all = client().send("SUB > 1\r\n");
    for (int i = 0; i < 20; i++) {
      Peer publisher = client();
      publisher.send(subscriptions(0, 5000, "PUB #." + "x".repeat(200) + " 0\r\n\r\n"));
      assertThat(all.heard()).contains("MSG 4999.");
    }

    assertThat(node.budget().bytes(Kind.CACHES)).isBetween(1L, MAX / 8L);
    assertThat(peers).allMatch(peer -> peer.channel().isOpen());
  }

  @Test
  void matchesOfManyReceiversDoNotFillTheCache() {
    var router = new Router("$LDS.test");
    for (int i = 0; i < 2000; i++) {
      router.add(new LocalInterest(">", null) {
        @Override
        boolean deliver(Publication publication) {
          return false;
        }
      });
    }
    for (int i = 0; i < 2000; i++) {
      assertThat(router.receivers("s." + i).plain).hasSize(2000);
    }

    assertThat(router.status().fanoutSum()).isBetween(2000L, (1L << 20) + 2000);
  }

  @Test
  void connectionsBeyondTheRoomForThemAreRefusedLikeThoseBeyondTheLimit() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("crowded").withClientPort(0)
        .withLimits(BrokerLimits.DEFAULT.withPending(MAX, 200_000, MAX)))) {
      List<Wire> wires = new ArrayList<>();
      String last = "";
      while (last.isEmpty() && wires.size() < 100) {
        Wire wire = Transcripts.opened(broker.clientAddress().getPort());
        wires.add(wire);
        wire.send("PING\r\n");
        String answer = wire.answer();
        last = answer.startsWith("PONG") ? "" : answer;
      }
      assertThat(last).isEqualTo("-ERR 'maximum connections exceeded'\r\n");
      assertThat(wires).hasSizeBetween(5, 99);
      for (Wire wire : wires) {
        wire.close();
      }
      await().atMost(PATIENCE).until(() -> broker.status().clients().isEmpty());
      Transcripts.settled(broker.clientAddress().getPort(), QUIET).close();
    }
  }
}
