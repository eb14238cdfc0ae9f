package io.edgesync.mesh.leafnode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.NatsServerProcess;
import io.edgesync.mesh.leafnode.PortProbe.Kind;
import io.edgesync.xfer.testing.FreePort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeafRemoteTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void readsHostPortAndCredentials() {
    assertThat(LeafRemote.parse("nats-leaf://hub.example:7000")).isEqualTo(new LeafRemote("hub.example", 7000));
    assertThat(LeafRemote.parse("nats-leaf://hub.example")).isEqualTo(new LeafRemote("hub.example", 7422));
    assertThat(LeafRemote.parse("nats-leaf://u:p%20w@h:1/")).isEqualTo(new LeafRemote("h", 1, "u", "p w"));
    assertThat(LeafRemote.parse("nats-leaf://[::1]:5").address()).isEqualTo("[::1]:5");
    assertThat(LeafRemote.parse("nats-leaf://u:secret@h:1")).asString().isEqualTo("nats-leaf://h:1");
  }

  @Test
  void aClientUrlIsRefusedWithTheRemedy() {
    assertThatThrownBy(() -> LeafRemote.parse("nats://u:secret@hub:4222")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client port").hasMessageContaining("nats-leaf://hub:7422")
        .hasMessageNotContaining("secret");
  }

  @Test
  void whatIsNoUrlIsRefusedByName() {
    for (String wrong : new String[]{"", "hub:7422", "http://hub", "nats-leaf://", "nats-leaf://h/path",
        "nats-leaf://h:99999",
        "nats-leaf://a b"}) {
      assertThatThrownBy(() -> LeafRemote.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + wrong + "'");
    }
  }

  @Test
  void theProbeTellsThePortsOfARealServerAndOfOurs(@TempDir Path directory) throws Exception {
    try (NatsServerProcess real = NatsServerProcess.start(directory);
        Broker ours = Broker.start(BrokerOptions.named("probed").withClientPort(0).withLeafPort(0))) {
      PortProbe client = PortProbe.probe("127.0.0.1", real.clientPort(), PATIENCE);
      PortProbe leaf = PortProbe.probe("127.0.0.1", real.leafPort(), PATIENCE);

      assertThat(client.kind()).isEqualTo(Kind.CLIENT);
      assertThat(client.maxPayloadBytes()).isEqualTo(1 << 20);
      assertThat(client.whyNoLeafnode()).contains("is the client port").contains("nats-leaf://127.0.0.1:PORT");
      assertThat(leaf.kind()).isEqualTo(Kind.LEAFNODE);
      assertThat(leaf.whyNoLeafnode()).isNull();
      assertThat(PortProbe.probe("127.0.0.1", ours.clientAddress().getPort(), PATIENCE).kind()).isEqualTo(Kind.CLIENT);
      PortProbe ourLeaf = PortProbe.probe("127.0.0.1", ours.leafAddress().getPort(), PATIENCE);
      assertThat(ourLeaf.kind()).isEqualTo(Kind.LEAFNODE);
      assertThat(ourLeaf.serverName()).isEqualTo("probed");
    }
  }

  @Test
  void theProbeTellsWhatIsNoNatsServer() throws Exception {
    int nobody = FreePort.next();
    assertThat(PortProbe.probe("127.0.0.1", nobody, PATIENCE).kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(PortProbe.probe("127.0.0.1", nobody, PATIENCE).whyNoLeafnode()).contains("cannot be reached")
        .doesNotContain("again");

    try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> greet(listener, "SSH-2.0-x\r\n"));
      PortProbe other = PortProbe.probe("127.0.0.1", listener.getLocalPort(), PATIENCE);
      assertThat(other.kind()).isEqualTo(Kind.NOT_NATS);
      assertThat(other.whyNoLeafnode()).contains("is not a NATS server").contains("SSH-2.0-x");
      PortProbe silent = PortProbe.probe("127.0.0.1", listener.getLocalPort(), Duration.ofMillis(200));
      assertThat(silent.kind()).isEqualTo(Kind.NOT_NATS);
      assertThat(silent.detail()).contains("says nothing");
    }
  }

  private static void greet(ServerSocket listener, String text) {
    try (Socket socket = listener.accept()) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
