package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.Seed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Bytes that nobody meant: cut, doubled, flipped and shuffled lines must end a connection or be answered, and never be a bug of ours. */
class HostileInputTest {
  private static final long SEED = Seed.next();
  private static final List<String> CLIENT_LINES = List.of(
      "CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true}\r\n",
      "CONNECT " + "[".repeat(3000) + "\r\n", "SUB a.* 1\r\n", "SUB > q 2\r\n", "UNSUB 1 2\r\n",
      "PUB a.b 5\r\nhello\r\n",
      "PUB a.b r.x 0\r\n\r\n", "HPUB a.b 16 18\r\nNATS/1.0\r\nA:\r\n\r\nhi\r\n", "PING\r\n", "PONG\r\n", "+OK\r\n",
      "INFO {}\r\n",
      "PUB a 20000\r\n" + "x".repeat(20_000) + "\r\n", "PUB a 999999999\r\n", "SUB " + "a.".repeat(300) + "a 9\r\n",
      "PUB foo.* 1\r\nx\r\n", "PUB a\rb 1\r\nx\r\n", "PUB a b\rc 1\r\nx\r\n");
  private static final List<String> LEAF_LINES = List.of(
      "CONNECT {\"name\":\"x\",\"headers\":true,\"deny_pub\":[\"a\",1,null]}\r\n",
      "LS+ a.*\r\n", "LS+ q g 3\r\n", "LS+ q g -3\r\n", "LS- q g\r\n", "LS- zzz\r\n", "LMSG a.b 2\r\nhi\r\n",
      "LMSG a.b r 2\r\nhi\r\n",
      "LMSG q | g h 2\r\nhi\r\n", "LMSG q + r g 2\r\nhi\r\n", "HMSG a.b 12 14\r\nNATS/1.0\r\n\r\nhi\r\n", "PING\r\n",
      "PONG\r\n",
      "INFO {\"server_id\":\"x\",\"import\":{\"deny\":[\">\"]}}\r\n", "-ERR 'Loop detected'\r\n", "LS+ $KV.a\r\n",
      "LMSG in $JS.ACK.a.b.c.d.e.f.g.h@\r 2\r\nhi\r\n", "LMSG in $JS.ACK.a.b.c.d.e.f.g@x..y 2\r\nhi\r\n",
      "LMSG a " + "q ".repeat(500) + "3\r\nabc\r\n", "LMSG a | " + "q ".repeat(500) + "3\r\nabc\r\n");

  @Test
  void aClientCannotBreakTheParser() {
    var node = Node.of(BrokerOptions.named("fuzzed"));
    var bus = new LocalBus(node);
    bus.subscribe(">", _ -> {});
    fuzz(CLIENT_LINES, () -> {
      var channel = new EmbeddedChannel();
      return new Attempt(channel, new ClientConnection(node, channel, false, _ -> {}));
    });
    assertThat(node.router().receivers("a.b").plain).hasSize(1);
    bus.close();
  }

  @Test
  void aLeafCannotBreakTheParser() {
    var node = Node.of(BrokerOptions.named("fuzzed"));
    var bus = new LocalBus(node);
    bus.subscribe(">", _ -> {});
    fuzz(LEAF_LINES, () -> {
      var channel = new EmbeddedChannel();
      return new Attempt(channel,
          new LeafLink(node, channel, node.access().busAccount(), new AcceptingHandshake(node), _ -> {}, _ -> {}));
    });
    assertThat(node.router().links()).isEmpty();
    bus.close();
  }

  private record Attempt(EmbeddedChannel channel, Connection connection) {}

  private interface Opening {
    Attempt open();
  }

  private static void fuzz(List<String> lines, Opening opening) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    for (int round = 0; round < 1500; round++) {
      Attempt attempt = opening.open();
      attempt.channel().pipeline().addLast(attempt.connection());
      attempt.channel().pipeline().fireChannelActive();
      byte[] input = input(random, lines);
      for (int at = 0; at < input.length && attempt.channel().isOpen();) {
        int length = Math.min(input.length - at, 1 + random.nextInt(random.nextBoolean() ? 40 : 9000));
        attempt.channel().writeInbound(Unpooled.copiedBuffer(input, at, length));
        attempt.channel().runPendingTasks();
        at += length;
      }
      String reason = attempt.connection().closeReason();
      assertThat(reason).as("seed %d round %d: %s", SEED, round, new String(input, StandardCharsets.ISO_8859_1))
          .isNotEqualTo("internal error");
      attempt.channel().close();
      attempt.channel().runPendingTasks();
      for (ByteBuf out = attempt.channel().readOutbound(); out != null; out = attempt.channel().readOutbound()) {
        out.release();
      }
    }
  }

  private static byte[] input(RandomGenerator random, List<String> lines) {
    var text = new StringBuilder(random.nextInt(10) == 0 ? "" : lines.getFirst());
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(lines.get(random.nextInt(lines.size())));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] = " \t\r\n.0-*>|+"
            .getBytes(StandardCharsets.US_ASCII)[random.nextInt(11)];
        default -> {
          byte[] cut = new byte[bytes.length - 1];
          System.arraycopy(bytes, 0, cut, 0, at);
          System.arraycopy(bytes, at + 1, cut, at, cut.length - at);
          bytes = cut;
        }
      }
    }
    return bytes;
  }
}
