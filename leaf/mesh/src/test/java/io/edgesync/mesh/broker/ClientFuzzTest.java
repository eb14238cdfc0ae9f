package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Any bytes as what a client sends: they are answered, or end the connection, and where the network cut them makes no difference.
 * Ordinary builds run the inputs kept beside this class; {@code ops/fuzz broker} looks for new ones. The first byte says into which
 * pieces the rest is cut.
 */
class ClientFuzzTest {
  /** Small, so that short inputs reach them. */
  private static final BrokerLimits LIMITS = BrokerLimits.DEFAULT.withPayloadBytesMax(40_000)
      .withControlLineBytesMax(200).withClients(ClientLimits.DEFAULT.withSubscriptionsMax(5));
  /** Which member of a group gets a message is chance. */
  private static final Pattern GROUP = Pattern.compile("sub[ \t]+[^ \t\n]+[ \t]+[^ \t\n]+[ \t]+[^ \t\n]",
      Pattern.CASE_INSENSITIVE);

  private record Heard(String text, CloseReason reason, boolean open) {}

  @FuzzTest
  void anyBytesAreAnsweredTheSameHoweverTheyAreCut(byte[] input) {
    if (input.length < 2) {
      return;
    }
    byte[] sent = Arrays.copyOfRange(input, 1, input.length);

    Heard whole = talk(sent, sent.length);
    Heard cut = talk(sent, 1 + (input[0] & 0xff));

    assertThat(whole.reason()).isNotEqualTo(CloseReason.UNKNOWN);
    if (GROUP.matcher(new String(sent, StandardCharsets.ISO_8859_1)).find()) {
      assertThat(cut.open()).isEqualTo(whole.open());
    } else {
      assertThat(cut).isEqualTo(whole);
    }
  }

  private static Heard talk(byte[] sent, int piece) {
    var node = Node.of(BrokerOptions.named("fuzzed").withLimits(LIMITS));
    var channel = new EmbeddedChannel();
    var client = new ClientConnection(node, channel, false, _ -> {});
    channel.pipeline().addLast(client);
    channel.pipeline().fireChannelActive();
    heard(channel);
    for (int at = 0; at < sent.length && channel.isOpen(); at += piece) {
      channel.writeInbound(Unpooled.copiedBuffer(sent, at, Math.min(piece, sent.length - at)));
    }
    var result = new Heard(heard(channel), client.reason(), channel.isOpen());
    channel.close();
    channel.runPendingTasks();
    assertThat(node.budget().bytes()).as("bytes of half sent messages").isZero();
    return result;
  }

  private static String heard(EmbeddedChannel channel) {
    var text = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      text.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    return text.toString();
  }
}
