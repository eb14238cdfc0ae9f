package io.edgesync.mesh.broker;

import static io.edgesync.mesh.broker.Transcripts.QUIET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a client may have, what becomes of one that has more, and what is known of it afterwards. Of the reference's checklist: 44, 48.
 */
class ClientLimitsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CONNECTIONS_MAX = 4;

  @TempDir
  private static Path directory;
  private static Transcripts both;

  @BeforeAll
  static void start() throws Exception {
    both = Transcripts.start(directory,
        "max_connections: " + CONNECTIONS_MAX
            + "\nmax_subscriptions: 2\nmax_sub_tokens: 3\nmax_control_line: 64\nmax_payload: 100\n",
        new BrokerLimits(100, 64, 64L << 20, 128L << 20, 8L << 20, 64L << 20, Duration.ofSeconds(10),
            Duration.ofMinutes(2), 2,
            CONNECTIONS_MAX, ClientLimits.DEFAULT.withSubscriptionsMax(2).withSubscriptionTokensMax(3)));
  }

  @AfterAll
  static void stop() {
    both.close();
  }

  @Test
  void theErrorAboutTooManyConnectionsFollowsInfo() throws Exception {
    await().atMost(PATIENCE).until(() -> both.ours().status().clients().isEmpty());
    String heard = both.same(port -> {
      List<Wire> wires = new ArrayList<>();
      try {
        for (int i = 0; i < CONNECTIONS_MAX; i++) {
          wires.add(Transcripts.settled(port, QUIET));
        }
        try (Wire oneMore = Transcripts.opened(port)) {
          return oneMore.rest();
        }
      } finally {
        for (Wire wire : wires) {
          wire.close();
        }
      }
    });

    assertThat(heard).isEqualTo("-ERR 'maximum connections exceeded'\r\n");
    await().atMost(PATIENCE).until(() -> both.ours().status().closedClients().stream()
        .anyMatch(client -> client.reason() == CloseReason.MAXIMUM_CONNECTIONS_EXCEEDED));
  }

  @Test
  void oneSubscriptionTooManyIsRefusedAndTheConnectionStays() throws Exception {
    assertThat(both.same(QUIET
        + "SUB a 1\r\nSUB b 2\r\nSUB c 3\r\nSUB a 1\r\nPUB c 1\r\nx\r\nUNSUB 1\r\nSUB c 4\r\nPUB c 1\r\ny\r\nPING\r\n"))
        .isEqualTo("-ERR 'maximum subscriptions exceeded'\r\n".repeat(2) + "MSG c 4 1\r\ny\r\nPONG\r\n");
  }

  @Test
  void aSubjectOfTooManyTokensIsRefusedAndTheConnectionStays() throws Exception {
    assertThat(both.same(QUIET + "SUB a.b.c 1\r\nSUB a.b.c.d 2\r\nPING\r\n"))
        .isEqualTo("-ERR 'Permissions Violation for Subscription to \"a.b.c.d\", too many tokens'\r\nPONG\r\n");
  }

  @Test
  void theConfiguredLineAndPayloadLimitsHold() throws Exception {
    both.same(QUIET + "SUB " + "x".repeat(62) + " 1\r\nPING\r\n");
    both.same(QUIET + "SUB " + "x".repeat(63) + " 1\r\nPING\r\n");
    both.same("CONNECT {\"name\":\"" + "x".repeat(80) + "\"}\r\nPING\r\n");
    both.same(QUIET + "PUB a 101\r\nPING\r\n");
  }

  @Test
  void whatAClientDidCanBeReadWhileItIsThereAndAfterwards() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("counted").withClientPort(0))) {
      int port = broker.clientAddress().getPort();
      try (Wire wire = Transcripts.settled(port,
          "CONNECT {\"verbose\":false,\"headers\":true,\"name\":\"me\",\"lang\":\"java\",\"version\":\"2.1\"}\r\n"
              + "SUB a 1\r\nSUB a 2\r\nPUB a 5\r\nhello\r\nHPUB b 12 14\r\nNATS/1.0\r\n\r\nhi\r\n")) {
        ClientStatus now = broker.status().clients().getFirst();
        assertThat(now.traffic()).isEqualTo(new Traffic(2, 19, 2, 10));
        assertThat(now.connect()).extracting(ClientConnect::name, ClientConnect::lang, ClientConnect::version)
            .containsExactly("me", "java", "2.1");
        assertThat(now.subscriptions()).isEqualTo(2);
        assertThat(now.reason()).isNull();
        assertThat(now.stop()).isNull();
        assertThat(now.lastActivity()).isBetween(now.start(), Instant.now().plusSeconds(1));
        wire.send("PUB a x\r\n");
        wire.rest();
      }

      await().atMost(PATIENCE).until(() -> broker.status().clients().isEmpty());
      ClientStatus then = broker.status().closedClients().getFirst();
      assertThat(then.reason()).isEqualTo(CloseReason.PROTOCOL_VIOLATION);
      assertThat(then.traffic()).isEqualTo(new Traffic(2, 19, 2, 10));
      assertThat(then.stop()).isNotNull();
    }
  }

  @Test
  void theWayInWhichAConnectionEndedIsKeptInTheRealServersWords() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("reasons").withClientPort(0)
        .withLimits(BrokerLimits.DEFAULT.withClients(ClientLimits.DEFAULT.withClosedKeptMax(3))))) {
      int port = broker.clientAddress().getPort();
      for (String script : List.of("FOO\r\n", "-ERR 'x'\r\n", "PUB a 99999999\r\n", "SUB " + "x".repeat(5000),
          "CONNECT {\"protocol\":9}\r\n")) {
        int before = broker.status().closedClients().stream().mapToInt(ClientStatus::number).max().orElse(0);
        Transcripts.converse(port, script);
        await().atMost(PATIENCE)
            .until(
                () -> broker.status().closedClients().stream().mapToInt(ClientStatus::number).max().orElse(0) > before);
      }

      assertThat(broker.status().closedClients()).extracting(client -> client.reason().words()).containsExactly(
          "Maximum Message Payload Exceeded", "Maximum Control Line Exceeded", "Bad Client Protocol Version");
    }
  }

  @Test
  void whoeverReadsTooSlowlyIsCutByBytesAndTheOthersAreServed() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("bytes").withClientPort(0)
        .withLimits(BrokerLimits.DEFAULT.withPending(4L << 20, 64L << 20, 2L << 20)));
        Wire deaf = Transcripts.settled(broker.clientAddress().getPort(), QUIET + "SUB flood 1\r\n");
        Wire other = Transcripts.settled(broker.clientAddress().getPort(), QUIET + "SUB > 1\r\n");
        Wire publisher = Transcripts.settled(broker.clientAddress().getPort(), QUIET)) {
      byte[] part = new byte[1 << 20];
      await().atMost(PATIENCE).until(() -> {
        broker.bus().publish(new Message("flood", part));
        assertThat(other.message()).startsWith("MSG flood 1 1048576\r\n");
        return broker.status().totals().slowConsumers() == 1;
      });

      assertThat(broker.status().closedClients().getFirst().reason())
          .isEqualTo(CloseReason.SLOW_CONSUMER_PENDING_BYTES);
      publisher.send("PUB small 0\r\n\r\nPING\r\n");
      assertThat(Transcripts.heard(publisher)).isEqualTo("PONG\r\n");
      assertThat(other.answer()).isEqualTo("MSG small 1 0\r\n");
      assertThat(deaf.restDiscarded()).doesNotContain("-ERR");
    }
  }

  @Test
  void whoseSocketTakesNothingWithinTheDeadlineIsCutAndTheOthersAreServed() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("deadline").withClientPort(0)
        .withLimits(BrokerLimits.DEFAULT.withWriteDeadline(Duration.ofMillis(300))));
        Wire deaf = Transcripts.settled(broker.clientAddress().getPort(), QUIET + "SUB flood 1\r\n");
        Wire other = Transcripts.settled(broker.clientAddress().getPort(), QUIET + "SUB small 1\r\n")) {
      byte[] part = new byte[1 << 20];
      for (int i = 0; i < 32; i++) {
        broker.bus().publish(new Message("flood", part));
      }

      await().atMost(PATIENCE).until(() -> {
        broker.bus().publish(new Message("small", new byte[0]));
        assertThat(other.message()).isEqualTo("MSG small 1 0\r\n\r\n");
        return broker.status().totals().slowConsumers() == 1;
      });
      assertThat(broker.status().closedClients().getFirst().reason())
          .isEqualTo(CloseReason.SLOW_CONSUMER_WRITE_DEADLINE);
      assertThat(deaf.restDiscarded()).doesNotContain("-ERR");
    }
  }

  @Test
  void beyondTheCapOverAllClientsTheLargestBacklogGoesAndTheOthersStay() throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("cap").withClientPort(0)
        .withLimits(BrokerLimits.DEFAULT.withPending(256L << 20, 64L << 20, 8L << 20)));
        Wire small = Transcripts.settled(broker.clientAddress().getPort(), QUIET + "SUB small 1\r\n");
        Wire large = Transcripts.settled(broker.clientAddress().getPort(), QUIET + "SUB large 1\r\n")) {
      byte[] part = new byte[1 << 20];
      int sent = 20;
      for (int i = 0; i < sent; i++) {
        broker.bus().publish(new Message("small", part));
      }
      await().atMost(PATIENCE).until(() -> {
        broker.bus().publish(new Message("large", part));
        return broker.status().totals().slowConsumers() == 1;
      });

      assertThat(broker.router().match("large").isEmpty()).isTrue();
      assertThat(large.restDiscarded()).doesNotContain("-ERR");
      for (int i = 0; i < sent; i++) {
        assertThat(small.message()).hasSize("MSG small 1 1048576\r\n".length() + part.length + 2);
      }
      assertThat(broker.status().clients()).hasSize(1);
    }
  }
}
