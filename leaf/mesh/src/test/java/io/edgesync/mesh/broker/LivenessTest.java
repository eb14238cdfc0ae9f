package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.Message;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkListener;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Peers that fall silent, read slowly, come twice, or lie. */
class LivenessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String CONNECT = "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true}\r\n";

  @Test
  void aSilentClientIsPingedAndThenStale() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("pings").withClientPort(0)
        .withLimits(BrokerLimits.DEFAULT.withPings(Duration.ofMillis(100), 2)));
        var wire = new Wire(broker.clientAddress().getPort())) {
      wire.line();
      wire.send(CONNECT);

      assertThat(wire.rest()).isEqualTo("PING\r\nPING\r\n-ERR 'Stale Connection'\r\n");
    }
  }

  @Test
  void aClientThatAnswersStays() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("pings").withClientPort(0)
        .withLimits(BrokerLimits.DEFAULT.withPings(Duration.ofMillis(50), 10)));
        var wire = new Wire(broker.clientAddress().getPort())) {
      wire.line();
      wire.send(CONNECT);
      // More than may stay unanswered; the room for a slow machine is that of ten.
      for (int i = 0; i < 25; i++) {
        assertThat(wire.line()).isEqualTo("PING\r\n");
        wire.send("PONG\r\n");
      }
    }
  }

  @Test
  void aClientThatDoesNotReadIsCutWithoutAWordAndOthersAreServed() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("slow").withClientPort(0)
        .withLimits(BrokerLimits.DEFAULT.withPending(4L << 20, 64L << 20, 2L << 20)));
        var deaf = new Wire(broker.clientAddress().getPort());
        var other = new Wire(broker.clientAddress().getPort())) {
      deaf.line();
      deaf.send(CONNECT + "SUB flood 1\r\nPING\r\n");
      deaf.linesUntil("PONG");
      other.line();
      other.send(CONNECT + "SUB small 1\r\nPING\r\n");
      other.linesUntil("PONG");

      byte[] part = new byte[1 << 20];
      await().atMost(PATIENCE).until(() -> {
        broker.bus().publish(new Message("flood", part));
        return broker.router().match("flood").isEmpty();
      });

      broker.bus().publish(new Message("small", new byte[0]));
      assertThat(other.line()).isEqualTo("MSG small 1 0\r\n");
    }
  }

  @Test
  void theLargestBacklogGoesWhenAllTogetherAreTooMuch() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("total").withClientPort(0)
        .withLimits(BrokerLimits.DEFAULT.withPending(64L << 20, 4L << 20, 2L << 20)));
        var deaf = new Wire(broker.clientAddress().getPort())) {
      deaf.line();
      deaf.send(CONNECT + "SUB flood 1\r\nPING\r\n");
      deaf.linesUntil("PONG");

      byte[] part = new byte[1 << 20];
      await().atMost(PATIENCE).until(() -> {
        broker.bus().publish(new Message("flood", part));
        return broker.router().match("flood").isEmpty();
      });
    }
  }

  @Test
  void oneClientTooManyIsToldSo() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("full").withClientPort(0)
        .withLimits(BrokerLimits.DEFAULT.withConnectionsMax(1)));
        var first = new Wire(broker.clientAddress().getPort())) {
      first.line();
      first.send(CONNECT + "PING\r\n");
      first.linesUntil("PONG");
      try (var second = new Wire(broker.clientAddress().getPort())) {
        assertThat(second.line()).startsWith("INFO");
        assertThat(second.rest()).isEqualTo("-ERR 'maximum connections exceeded'\r\n");
      }
    }
  }

  @Test
  void aLeafThatSaysNothingIsSentAway() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("mute").withLeafPort(0));
        var wire = new Wire(broker.leafAddress().getPort())) {
      assertThat(wire.line()).contains("\"nonce\":").contains("\"leafnode_urls\":[]")
          .contains("\"info_on_connect\":true");
      assertThat(wire.rest()).isEqualTo("-ERR 'Authentication Timeout'\r\n");
    }
  }

  @Test
  void aLeafWithAFalseSignatureIsSentAway() throws Exception {
    String key = NodeIdentity.generate().nodeKey();
    try (Broker broker = Broker.start(BrokerOptions.named("liar").withLeafPort(0));
        var wire = new Wire(broker.leafAddress().getPort())) {
      wire.line();
      wire.send("CONNECT {\"name\":\"" + key + "\",\"nkey\":\"" + key + "\",\"sig\":\"" + "A".repeat(86) + "\"}\r\n");
      assertThat(wire.rest()).isEqualTo("-ERR 'Authorization Violation'\r\n");
    }
  }

  @Test
  void theSameServerAgainReplacesItsOldLink() throws Exception {
    String connect = "CONNECT {\"name\":\"twice\",\"cluster\":\"twice\"}\r\nPONG\r\n";
    try (Broker broker = Broker.start(BrokerOptions.named("dup").withLeafPort(0));
        var first = new Wire(broker.leafAddress().getPort())) {
      first.line();
      first.send(connect);
      first.linesUntil("LS+ $LDS.");
      try (var second = new Wire(broker.leafAddress().getPort())) {
        second.line();
        second.send(connect);
        second.linesUntil("LS+ $LDS.");

        assertThat(first.rest()).endsWith("-ERR 'Duplicate Remote LeafNode Connection'\r\n");
        await().atMost(PATIENCE).until(() -> broker.links().size() == 1);
      }
    }
  }

  @Test
  void whatAnswersAndIsNoNatsServerIsNamed() throws Exception {
    try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Broker broker = Broker.start(
            BrokerOptions.named("lost").withRemote(new LeafRemote("127.0.0.1", listener.getLocalPort())))) {
      try (var accepted = listener.accept()) {
        accepted.getOutputStream().write("220 smtp.example ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
        await().atMost(PATIENCE).until(() -> broker.links().getFirst().lastError() != null);
      }
      assertThat(broker.links().getFirst().lastError()).contains("is not a NATS server").contains("220 smtp.example");
    }
  }

  @Test
  void listenersHearOfLinksThatComeAndGo() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (Broker hub = Broker.start(BrokerOptions.named("hub").withLeafPort(0))) {
      hub.onLink(new LinkListener() {
        @Override
        public void linkUp(LinkStatus status) {
          heard.add("up " + status.peerName() + " " + (status.link() != null));
        }

        @Override
        public void linkDown(LinkStatus status) {
          heard.add("down " + status.peerName() + " " + (status.link() != null));
        }
      });
      try (Broker leaf = Broker.start(
          BrokerOptions.named("leaf").withRemote(new LeafRemote("127.0.0.1", hub.leafAddress().getPort())))) {
        await().atMost(PATIENCE).until(() -> leaf.links().getFirst().state() == State.UP);
        await().atMost(PATIENCE).until(() -> heard.equals(List.of("up leaf true")));
      }
      await().atMost(PATIENCE).until(() -> heard.equals(List.of("up leaf true", "down leaf true")));
    }
  }
}
