package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PINGs by a clock that the test moves. */
class HeartbeatTest {
  private static final long INTERVAL = 1200;
  private static final long FIRST_AT_MOST = INTERVAL * 6 / 5;

  private final Node node = Node.of(BrokerOptions.named("pings")
      .withLimits(BrokerLimits.DEFAULT.withPings(Duration.ofMillis(INTERVAL), 2)));
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ClientConnection client;

  HeartbeatTest() {
    channel.freezeTime();
    client = new ClientConnection(node, channel, Entrance.standard(node), false, _ -> {});
    channel.pipeline().addLast(client);
    channel.pipeline().fireChannelActive();
    send(Transcripts.QUIET);
    after(0);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    node.access().close();
  }

  private void send(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  /** What is said within that time. */
  private String after(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();
    var text = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      text.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    return text.toString();
  }

  @Test
  void whoOnlyAnswersIsAskedAtEachIntervalAndItsRoundTripIsKnown() {
    assertThat(after(FIRST_AT_MOST)).isEqualTo("PING\r\n");
    assertThat(after(7)).isEmpty();
    send("PONG\r\n");
    for (int i = 0; i < 5; i++) {
      assertThat(after(INTERVAL)).isEqualTo("PING\r\n");
      send("PONG\r\n");
    }

    assertThat(client.roundTrip()).isPositive();
    assertThat(client.isFinished()).isFalse();
  }

  @Test
  void whoIsActiveIsAskedOnceForTheRoundTripAndThenLeftAlone() {
    assertThat(after(FIRST_AT_MOST)).isEqualTo("PING\r\n");
    send("PONG\r\n");

    for (int i = 0; i < 100; i++) {
      send("PUB a 0\r\n\r\n");
      assertThat(after(50)).isEmpty();
    }
  }

  @Test
  void whoAnswersNothingIsStaleAfterTwoPings() {
    assertThat(after(FIRST_AT_MOST) + after(INTERVAL) + after(INTERVAL))
        .isEqualTo("PING\r\nPING\r\n-ERR 'Stale Connection'\r\n");
  }
}
