package io.edgesync.agent.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.Headers;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.NoRespondersException;
import io.edgesync.mesh.Subscription;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.NatsServerProcess;
import io.edgesync.mesh.broker.RedialPolicy;
import io.edgesync.mesh.identity.NodeIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is away, comes, goes and comes back, and what only a foreign one does. */
@Timeout(120)
class NatsBusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final RedialPolicy AT_ONCE = new RedialPolicy(Duration.ofMillis(20), Duration.ofMillis(50),
      Duration.ofMillis(50));

  @TempDir
  private Path directory = Path.of("");

  private static NatsBus open(String url) {
    return NatsBus.open(
        NatsBusOptions.of(ForeignServer.parse(url), NodeIdentity.generate(), "inbox").withRedial(AT_ONCE));
  }

  @Test
  void aServerThatComesLaterGetsTheSubscriptionsThatWait() throws Exception {
    try (NatsServerProcess server = NatsServerProcess.prepare(directory, "", "");
        NatsBus bus = open(server.clientUrl())) {
      List<String> got = new CopyOnWriteArrayList<>();
      bus.subscribe("x", d -> got.add(d.subject()));
      bus.publish(new Message("x", new byte[0]));
      assertThatThrownBy(() -> bus.request(new Message("x", new byte[0]), PATIENCE))
          .isInstanceOf(NoRespondersException.class);
      await().atMost(PATIENCE).until(() -> bus.status().lastError() != null);
      assertThat(bus.status().isUp()).isFalse();

      server.start();
      assertThat(bus.awaitUp(PATIENCE)).isTrue();
      bus.publish(new Message("x", new byte[0]));

      await().atMost(PATIENCE).until(() -> got.size() == 1);
    }
  }

  @Test
  void afterARestartOfTheServerEverythingGoesOnAndWhoWaitsForItIsTold() throws Exception {
    try (NatsServerProcess server = NatsServerProcess.start(directory); NatsBus bus = open(server.clientUrl())) {
      var ups = new AtomicInteger();
      List<Integer> got = new CopyOnWriteArrayList<>();
      bus.onUp(ups::incrementAndGet);
      bus.subscribe("x", d -> got.add(d.payload().length));
      assertThat(bus.awaitUp(PATIENCE)).isTrue();

      server.stop();
      await().atMost(PATIENCE).until(() -> !bus.status().isUp());
      assertThat(bus.status().lastError()).isNotNull();
      bus.publish(new Message("x", new byte[1]));
      Subscription meanwhile = bus.subscribe("y", d -> got.add(d.payload().length));
      Subscription over = bus.subscribe("x", d -> got.add(-1));
      over.close();
      server.start();
      await().atMost(PATIENCE).until(() -> bus.status().isUp());
      bus.publish(new Message("x", new byte[2]));
      bus.publish(new Message("y", new byte[3]));

      await().atMost(PATIENCE).until(() -> got.size() == 2);
      assertThat(got).containsExactlyInAnyOrder(2, 3);
      assertThat(ups).hasValue(2);
      meanwhile.close();
    }
  }

  @Test
  void theServersLimitHoldsOnceItIsThere() throws Exception {
    try (NatsServerProcess server = NatsServerProcess.start(directory, "max_payload: 4096", "");
        NatsBus bus = open(server.clientUrl())) {
      assertThat(bus.awaitUp(PATIENCE)).isTrue();

      assertThat(bus.maxPayloadBytes()).isEqualTo(4096);
      assertThatThrownBy(() -> bus.publish(new Message("x", new byte[4097])))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("4096");
    }
  }

  /** jnats takes ASCII only, and connects anew when it hears something else. */
  @Test
  void afterTextBeyondAsciiInHeadersItGoesOn() throws Exception {
    try (Broker server = Broker.start(BrokerOptions.named("server").withClientPort(0));
        NatsBus bus = open("nats://127.0.0.1:" + Objects.requireNonNull(server.clientAddress()).getPort())) {
      List<Headers> got = new CopyOnWriteArrayList<>();
      assertThat(bus.awaitUp(PATIENCE)).isTrue();
      bus.subscribe("x", d -> got.add(d.headers()));

      bus.publish(new Message("x", null, Headers.of("a", "größer"), new byte[0]));
      await().atMost(PATIENCE).until(() -> got.size() == 1);
      assertThat(got.getFirst()).isEqualTo(Headers.of("a", "gr??er"));

      server.bus().publish(new Message("x", null, Headers.of("a", "größer"), new byte[0]));
      await().atMost(PATIENCE).until(() -> {
        bus.publish(new Message("x", null, Headers.of("b", "c"), new byte[0]));
        return got.contains(Headers.of("b", "c"));
      });
    }
  }

  @Test
  void aPortOfAnotherKindIsNamed() throws Exception {
    try (NatsServerProcess server = NatsServerProcess.start(directory);
        NatsBus bus = open("nats://127.0.0.1:" + server.leafPort())) {
      await().atMost(PATIENCE).until(() -> bus.status().lastError() != null);

      assertThat(bus.status().lastError()).contains("is a leafnode port",
          "nats-leaf://127.0.0.1:" + server.leafPort());
    }
  }

  @Test
  void urls() {
    assertThat(ForeignServer.parse("nats://hub")).isEqualTo(new ForeignServer("hub", 4222, null, null, false));
    assertThat(ForeignServer.parse("tls://u:p:q@[::1]:7/"))
        .isEqualTo(new ForeignServer("::1", 7, "u", "p:q", true)).hasToString("tls://[::1]:7");
    assertThat(ForeignServer.parse("nats://token@hub")).isEqualTo(new ForeignServer("hub", 4222, "token", null, false));
    for (String url : List.of("nats-leaf://hub", "nats:hub", "nats://hub/x", "nats://", "nats://hub:70000")) {
      assertThatThrownBy(() -> ForeignServer.parse(url)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(url);
    }
    for (String wrong : List.of("nats://bob:secret@hub/x", "nats://bob:p@secret@hub", "nats://bob:12/secret@hub",
        "nats:/bob:secret@hub", "bob:secret@hub", "nats://bob:p secret@hub", "nats://bob:secret@hub:70000")) {
      assertThatThrownBy(() -> ForeignServer.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContainingAny("bob", "secret");
    }
  }
}
