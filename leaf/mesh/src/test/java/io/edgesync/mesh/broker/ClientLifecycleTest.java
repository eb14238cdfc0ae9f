package io.edgesync.mesh.broker;

import static io.edgesync.mesh.broker.Transcripts.QUIET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PINGs of the server, and how it takes leave. Of the reference's checklist: 45 to 47. */
class ClientLifecycleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String MODERN = "CONNECT {\"verbose\":false,\"pedantic\":false,\"protocol\":1}\r\n";
  private static final LameDuck QUICK = new LameDuck(Duration.ofMillis(800), Duration.ofMillis(1200));

  @TempDir
  private Path directory;

  @Test
  void whoAnswersNoPingIsStaleAfterThreeIntervals() throws Exception {
    try (Transcripts both = Transcripts.start(directory, "ping_interval: \"500ms\"\nping_max: 2\n",
        BrokerLimits.DEFAULT.withPings(Duration.ofMillis(500), 2))) {
      String heard = both.same(port -> {
        try (Wire wire = Transcripts.settled(port, QUIET)) {
          return wire.rest();
        }
      });

      assertThat(heard).isEqualTo("PING\r\nPING\r\n-ERR 'Stale Connection'\r\n");
      await().atMost(PATIENCE).until(() -> both.ours().status().closedClients().stream()
          .anyMatch(client -> client.reason() == CloseReason.STALE_CONNECTION));
    }
  }

  @Test
  void noPingComesBeforeTheFirstPongWithTheUsualInterval() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("patient").withClientPort(0));
        Wire wire = Transcripts.opened(broker.clientAddress().getPort())) {
      wire.send(QUIET);
      assertThat(wire.isSilentFor(800)).isTrue();
      wire.send("PING\r\n");
      assertThat(wire.line()).isEqualTo("PONG\r\n");
      assertThat(wire.line()).isEqualTo("PING\r\n");
    }
  }

  @Test
  void whoAsksForNoPongIsPingedAllTheSame() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("asking").withClientPort(0));
        Wire wire = Transcripts.opened(broker.clientAddress().getPort())) {
      wire.send(QUIET);
      assertThat(wire.line()).isEqualTo("PING\r\n");
    }
  }

  @Test
  void lameDuckIsToldOnlyToClientsOfProtocolOneBehindTheirFirstPong() throws Exception {
    try (NatsServerProcess real = NatsServerProcess.start(directory);
        Broker ours = Broker.start(BrokerOptions.named("leaving").withClientPort(0));
        var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      String expected = taking(real.clientPort(), () -> real.signal("USR2"));

      assertThat(taking(ours.clientAddress().getPort(), () -> tasks.submit(() -> {
        ours.lameDuck(QUICK);
        return null;
      }))).isEqualTo(expected);
      // It would wait out its own time.
      real.signal("KILL");
    }
  }

  private interface Signal {
    void send() throws Exception;
  }

  /** What clients of three kinds hear when the server takes leave. */
  private static String taking(int port, Signal leave) throws Exception {
    try (Wire modern = Transcripts.settled(port, MODERN);
        Wire old = Transcripts.settled(port, QUIET);
        Wire young = Transcripts.opened(port)) {
      young.send(MODERN);
      leave.send();
      JsonObject info = JsonParser.object().from(modern.answer().substring(5));
      return "ldm " + info.getBoolean("ldm") + " urls " + info.has("connect_urls") + " port "
          + (info.getInt("port") == port)
          + " id " + (info.getLong("client_id") > 0) + " old " + old.isSilentFor(300) + " young "
          + young.isSilentFor(300);
    }
  }

  @Test
  void aLameDuckLetsNobodyInClosesItsClientsOneByOneAndKeepsItsLinksToTheEnd() throws Exception {
    try (Broker hub = Broker.start(BrokerOptions.named("hub").withClientPort(0).withLeafPort(0));
        Broker leaf = Broker.start(BrokerOptions.named("leaf")
            .withRemote(new LeafRemote("127.0.0.1", hub.leafAddress().getPort())));
        var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      int port = hub.clientAddress().getPort();
      await().atMost(PATIENCE).until(() -> leaf.links().getFirst().state() == State.UP);
      try (Wire first = Transcripts.settled(port, MODERN + "SUB a 1\r\n");
          Wire second = Transcripts.settled(port, MODERN)) {
        Future<?> left = tasks.submit(() -> {
          hub.lameDuck(QUICK);
          return null;
        });
        assertThat(first.answer()).contains("\"ldm\":true");
        assertThat(second.answer()).contains("\"ldm\":true");
        assertThat(greeting(port)).doesNotContain(hub.status().serverId());
        second.send("PUB a 2\r\nhi\r\n");
        assertThat(first.message()).isEqualTo("MSG a 1 2\r\nhi\r\n");
        assertThat(leaf.links().getFirst().state()).isEqualTo(State.UP);

        assertThat(first.rest()).isIn("", "PING\r\n");
        assertThat(second.rest()).isIn("", "PING\r\n");
        left.get();
      }
      assertThat(hub.status().closedClients()).extracting(ClientStatus::reason)
          .containsOnly(CloseReason.SERVER_SHUTDOWN);
      await().atMost(PATIENCE).until(() -> leaf.links().getFirst().state() != State.UP);
    }
  }

  /** What is said first at a port, which may be somebody else's by now; nothing where nobody is. */
  private static String greeting(int port) {
    try (Wire wire = new Wire(port)) {
      return wire.line();
    } catch (IOException nobody) {
      return "";
    }
  }

  @Test
  void clientsAreClosedAtMostASecondApartAndWithinTheTime() {
    assertThat(LameDuck.DEFAULT.between(10)).isEqualTo(Duration.ofSeconds(1));
    assertThat(LameDuck.DEFAULT.between(1100)).isEqualTo(Duration.ofMillis(100));
    assertThat(new LameDuck(Duration.ofSeconds(2), Duration.ofSeconds(1)).between(4)).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void otherServersAreToldToNewClientsAndToThoseThatTakeNews() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("urls").withClientPort(0))) {
      int port = broker.clientAddress().getPort();
      try (Wire modern = Transcripts.settled(port, MODERN);
          Wire old = Transcripts.settled(port, QUIET);
          Wire young = Transcripts.opened(port)) {
        broker.connectUrls(List.of("10.0.0.1:4222"));

        assertThat(modern.answer()).contains("\"connect_urls\":[\"10.0.0.1:4222\"]").doesNotContain("ldm");
        assertThat(old.isSilentFor(200)).isTrue();
        young.send(MODERN + "PING\r\n");
        assertThat(young.line()).isEqualTo("PONG\r\n");
        assertThat(young.line()).contains("\"connect_urls\":[\"10.0.0.1:4222\"]");
        try (var fresh = new Wire(port)) {
          assertThat(fresh.line()).contains("\"connect_urls\":[\"10.0.0.1:4222\"]");
        }
      }
    }
  }

  @Test
  void aDrainingClientGetsWhatWasSentBeforeItsLastPong() throws Exception {
    try (Transcripts both = Transcripts.start(directory)) {
      String heard = both.same(port -> {
        try (Wire draining = Transcripts.settled(port, QUIET + "SUB a 1\r\n");
            Wire other = Transcripts.settled(port, QUIET)) {
          other.send("PUB a 1\r\nx\r\n".repeat(50) + "PING\r\n");
          Transcripts.heard(other);
          draining.send("UNSUB 1\r\nPING\r\n");
          String last = Transcripts.heard(draining);
          other.send("PUB a 1\r\ny\r\nPING\r\n");
          Transcripts.heard(other);
          return last + draining.isSilentFor(100);
        }
      });

      assertThat(heard).isEqualTo("MSG a 1 1\r\nx\r\n".repeat(50) + "PONG\r\ntrue");
    }
  }
}
