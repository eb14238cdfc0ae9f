package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.broker.Budget.Kind;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection that has sent something and rests keeps nothing of it; what it keeps of a message that is half there is counted. */
class IdleConnectionsTest {
  /** As connections are counted, without what the channel and the buckets of tables take. */
  private static final int IDLE_BYTES_MAX = 6 * 1024;
  private static final String NAMES = IntStream.range(0, 12_900).mapToObj(i -> Integer.toHexString(i + 0x1000))
      .collect(Collectors.joining(" "));

  private final Node node = Node.of(BrokerOptions.named("idle"));
  private final List<Connection> connections = new ArrayList<>();
  private final Connection listener = client();

  private static String payload(int length) {
    return "x".repeat(length) + "\r\n";
  }

  private static List<String> messagesOfClients() {
    String head = "NATS/1.0\r\nA: " + "b".repeat(50_000) + "\r\n\r\n";
    return List.of("PUB a 1000000\r\n" + payload(1_000_000), ("PUB a 16000\r\n" + payload(16_000)).repeat(3),
        "HPUB a " + head.length() + " " + (head.length() + 5) + "\r\n" + head + payload(5),
        "PUB a " + "r".repeat(3900) + " 2\r\n" + payload(2), "PUB " + "s".repeat(3900) + " 2\r\n" + payload(2),
        "PUB a 2\r\n" + payload(2) + "CONNECT {\"verbose\":false" + " , \"b\" : 1".repeat(300) + "}\r\n");
  }

  private static List<String> messagesOfLinks() {
    return List.of("LMSG a 1000000\r\n" + payload(1_000_000), "LMSG a 16000\r\n" + payload(16_000),
        "LMSG a | " + NAMES + " 2\r\n" + payload(2), "LMSG a + " + "r".repeat(60_000) + " q 2\r\n" + payload(2),
        "LMSG " + "s".repeat(60_000) + " 2\r\n" + payload(2));
  }

  private Connection client() {
    var channel = new EmbeddedChannel();
    return open(channel, new ClientConnection(node, channel, false, _ -> {}),
        "CONNECT {\"verbose\":false,\"headers\":true}\r\nSUB a 1\r\n");
  }

  private Connection leaf() {
    var channel = new EmbeddedChannel();
    return open(channel,
        new LeafLink(node, channel, node.access().busAccount(), new AcceptingHandshake(node), _ -> {}, _ -> {}),
        "CONNECT {\"name\":\"L\",\"cluster\":\"L\",\"headers\":true}\r\nPONG\r\n");
  }

  private Connection open(EmbeddedChannel channel, Connection connection, String greeting) {
    connections.add(connection);
    channel.pipeline().addLast(connection);
    channel.pipeline().fireChannelActive();
    send(connection, greeting);
    return connection;
  }

  /** In reads of a size as sockets have it; what was written is taken at once. */
  private void send(Connection connection, String text) {
    for (int at = 0; at < text.length(); at += 60_000) {
      String part = text.substring(at, Math.min(text.length(), at + 60_000));
      channel(connection).writeInbound(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1));
      connections.forEach(each -> {
        channel(each).runPendingTasks();
        channel(each).releaseOutbound();
        each.out.shrink();
      });
    }
  }

  private static EmbeddedChannel channel(Connection connection) {
    return (EmbeddedChannel) connection.channel;
  }

  @AfterEach
  void end() {
    node.access().end();
    connections.forEach(each -> channel(each).finishAndReleaseAll());
    assertThat(node.budget().bytes()).isZero();
    node.access().close();
  }

  @ParameterizedTest
  @MethodSource("messagesOfClients")
  void aClientKeepsNothingOfWhatItHasSent(String messages) {
    Connection client = client();

    send(client, messages);

    assertThat(Reach.of(client)).isLessThan(IDLE_BYTES_MAX);
    assertThat(Reach.of(listener)).isLessThan(IDLE_BYTES_MAX);
  }

  @ParameterizedTest
  @MethodSource("messagesOfLinks")
  void aLinkKeepsNothingOfWhatItHasSent(String messages) {
    Connection link = leaf();

    send(link, messages);

    assertThat(link.closeReason()).isNull();
    assertThat(Reach.of(link)).isLessThan(IDLE_BYTES_MAX);
  }

  @ParameterizedTest
  @MethodSource({"messagesOfClients", "messagesOfLinks"})
  void whatIsKeptOfHalfAMessageIsCounted(String messages) {
    Connection peer = messages.startsWith("LMSG") ? leaf() : client();
    int end = messages.indexOf("\r\n") + 2;

    send(peer, messages.substring(0, Math.max(end, messages.indexOf("\r\n", end))));

    assertThat(node.budget().bytes(Kind.READING)).isPositive();
    assertThat(Reach.of(peer) - node.budget().bytes(Kind.READING)).isLessThan(IDLE_BYTES_MAX);
  }

  /** While a message comes, the one before it is not kept either. */
  @Test
  void theMessageBeforeIsGoneWhileTheNextOneIsHalfRead() {
    Connection client = client();

    send(client, "PUB a 900000\r\n" + payload(900_000) + "PUB a 20\r\nabc");

    assertThat(Reach.of(client) - node.budget().bytes(Kind.READING)).isLessThan(IDLE_BYTES_MAX);
    send(client, payload(17));
    assertThat(Reach.of(client)).isLessThan(IDLE_BYTES_MAX);
  }

  @Test
  void whatALinkSaysOfItselfIsCounted() {
    var channel = new EmbeddedChannel();
    String denied = IntStream.range(0, 2000).mapToObj(i -> "\"deny.this." + i + '"').collect(Collectors.joining(","));

    open(channel,
        new LeafLink(node, channel, node.access().busAccount(), new AcceptingHandshake(node), _ -> {}, _ -> {}),
        "CONNECT {\"name\":\"L\",\"cluster\":\"L\",\"headers\":true,\"deny_pub\":[" + denied + "]}\r\nPONG\r\n");

    assertThat(node.budget().bytes(Kind.INTEREST)).isGreaterThan(denied.length());
  }

  /** Bodies wait as they came; the lines between them must not hold much more than they are. */
  @Test
  void whatWaitsForASlowReaderHoldsAboutAsMuchAsIsCounted() {
    EmbeddedChannel channel = channel(listener);
    Objects.requireNonNull(channel.unsafe().outboundBuffer()).setUserDefinedWritability(1, false);

    send(client(), ("PUB a 5000\r\n" + payload(5000)).repeat(400));

    assertThat(listener.out.pendingBytes()).isGreaterThan(400 * 5000);
    assertThat(Reach.of(listener)).isLessThan(2 * listener.out.pendingBytes());
  }
}
