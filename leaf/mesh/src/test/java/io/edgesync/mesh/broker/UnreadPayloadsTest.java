package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.Seed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Payloads that are for nobody are passed over where they have come whole: nobody can tell, but by the time it takes. */
class UnreadPayloadsTest {
  /** Looks like lines, should it ever be taken for some. */
  private static final String LINES = "PUB wanted 3\r\nbad\r\n";
  private static final String LONG = LINES.repeat(300);

  private final Node node = Node.of(BrokerOptions.named("unread"));

  /** A client on a connection in memory. */
  private final class Talk implements AutoCloseable {
    final EmbeddedChannel channel = new EmbeddedChannel();
    final ClientConnection client = new ClientConnection(node, channel, false, _ -> {});

    Talk(String... lines) {
      // Nobody is asked whether it is still there, however slow the machine is.
      channel.freezeTime();
      channel.pipeline().addLast(client);
      channel.pipeline().fireChannelActive();
      say(String.join("", lines));
      heard();
    }

    void say(String text) {
      channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    String heard() {
      channel.runPendingTasks();
      var text = new StringBuilder();
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        text.append(out.toString(StandardCharsets.ISO_8859_1));
        out.release();
      }
      return text.toString();
    }

    @Override
    public void close() {
      channel.close();
      channel.runPendingTasks();
    }
  }

  @AutoClose
  private final Talk talk = new Talk("CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true}\r\n",
      "SUB wanted 1\r\n", "SUB answers 2\r\n");

  @Test
  void whatIsForSomebodyAmongThemArrivesHoweverTheStreamIsCut() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(Seed.next());
    var sent = new StringBuilder();
    var expected = new StringBuilder();
    int messages = 400;
    long bytes = 0;
    for (int i = 0; i < messages; i++) {
      int size = random.nextInt(4) == 0 ? random.nextInt(8) : random.nextInt(LONG.length());
      String payload = LONG.substring(0, size);
      boolean wanted = random.nextInt(5) == 0;
      sent.append(wanted ? "PUB wanted " : "PUB nobody ").append(size).append("\r\n").append(payload).append("\r\n");
      if (wanted) {
        expected.append("MSG wanted 1 ").append(size).append("\r\n").append(payload).append("\r\n");
      }
      bytes += size;
    }

    var heard = new StringBuilder();
    int most = 1 << random.nextInt(17);
    for (int at = 0; at < sent.length();) {
      int to = Math.min(sent.length(), at + 1 + random.nextInt(most));
      talk.say(sent.substring(at, to));
      heard.append(talk.heard());
      at = to;
    }

    assertThat(heard).hasToString(expected.toString());
    assertThat(talk.client.traffic().inMessages()).isEqualTo(messages);
    assertThat(talk.client.traffic().inBytes()).isEqualTo(bytes);
  }

  @Test
  void theLineEndBehindThemIsLookedAt() {
    talk.say(
        "PUB nobody 4096\r\n" + LONG.substring(0, 4096) + "\r\nPUB nobody 1000\r\n" + LONG.substring(0, 1000) + "\nx");

    assertThat(talk.heard()).isEqualTo("-ERR 'Unknown Protocol Operation'\r\n");
    assertThat(talk.channel.isOpen()).isFalse();
  }

  @Test
  void whoBecomesInterestedWhileOneIsOnItsWayGetsIt() {
    talk.say("PUB nobody 1000\r\n" + LONG.substring(0, 1000) + "\r\nPUB nobody 1000\r\n" + LONG.substring(0, 700));
    try (var late = new Talk("CONNECT {\"verbose\":false}\r\n", "SUB nobody 7\r\n")) {
      talk.say(LONG.substring(700, 1000) + "\r\n");

      assertThat(late.heard()).isEqualTo("MSG nobody 7 1000\r\n" + LONG.substring(0, 1000) + "\r\n");
    }
  }

  @Test
  void whoAsksHearsThatThereIsNobody() {
    String request = "PUB nobody answers 4000\r\n" + LONG.substring(0, 4000) + "\r\n";

    talk.say(request + request);

    assertThat(talk.heard()).isEqualTo("HMSG answers 2 16 16\r\nNATS/1.0 503\r\n\r\n\r\n".repeat(2));
  }

  @Test
  void littleIsKeptOfThem() {
    String message = "PUB nobody 3900\r\n" + LONG.substring(0, 3900) + "\r\n";
    talk.say(message);

    talk.say(message.repeat(10) + message.substring(0, 20));

    assertThat(node.budget().bytes()).isLessThan(2L * message.length());
  }

  /** Counts how often a line that is half read is looked at. Every whole line announces a message for nobody. */
  private final class Glances implements WireParser.Receiver {
    final WireParser parser = new WireParser(this);
    int glances;

    @Override
    public int argumentBytesMax() {
      return Integer.MAX_VALUE / 2;
    }

    @Override
    public boolean isHalted() {
      return false;
    }

    @Override
    public void onLine(byte[] window, int from, int end) {
      SubjectCache.Entry entry = new SubjectCache(talk.client.holding).find(window, from, end);
      Publication publication = talk.client.publication();
      publication.begin(entry, entry.match(node.access().space("$G").router()));
      parser.expect(publication, 0, 512);
    }

    @Override
    public int onPartialLine(byte[] window, int from, int to) {
      glances++;
      return from;
    }

    @Override
    public void onPublication(Publication publication) {}

    @Override
    public void onUnendedPayload() {}
  }

  @Test
  void aLongLineBehindThemIsNotLookedThroughOverAndOver() {
    var glances = new Glances();

    glances.parser.read(Unpooled.copiedBuffer("nobody\r\n" + LONG.substring(0, 512) + "\r\n" + "x".repeat(1 << 20),
        StandardCharsets.ISO_8859_1));

    assertThat(glances.glances).isBetween(1, 20);
  }
}
