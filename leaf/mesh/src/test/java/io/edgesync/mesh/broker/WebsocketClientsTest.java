package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.ConnectionKind;
import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.mesh.tls.TestCertificates;
import io.edgesync.mesh.tls.TlsOptions;
import io.edgesync.mesh.websocket.WebsocketAuthorization;
import io.edgesync.mesh.websocket.WebsocketOptions;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.nats.client.support.JwtUtils;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes in by WebSocket, and how: jnats, links of a {@code nats-server}, TLS, logins, limits. */
@SuppressWarnings("try") // closing a jnats connection may be interrupted; here nobody interrupts
class WebsocketClientsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private Broker open(BrokerOptions options) throws Exception {
    Broker broker = Broker.start(options);
    opened.add(broker);
    return broker;
  }

  private Broker open(WebsocketOptions websocket) throws Exception {
    return open(BrokerOptions.named("web").withWebsocket(websocket));
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static WebsocketOptions plain() {
    return WebsocketOptions.noTls(loopback());
  }

  private static int port(Broker broker) {
    return broker.websocketAddress().getPort();
  }

  // ---- jnats

  @Test
  void jnatsDoesAllOfItsWork() throws Exception {
    Broker broker = open(plain().withCompression(true));
    String url = "ws://127.0.0.1:" + port(broker);
    try (Connection one = Nats.connect(url); Connection two = Nats.connect(url)) {
      Subscription subscription = two.subscribe("a.*");
      Dispatcher dispatcher = two.createDispatcher(message -> two.publish(NatsMessage.builder()
          .subject(message.getReplyTo()).headers(message.getHeaders()).data(message.getData()).build()));
      dispatcher.subscribe("svc", "group");
      two.flush(PATIENCE);
      byte[] large = new byte[1 << 20];
      large[77] = 7;

      one.publish("a.b", large);

      assertThat(subscription.nextMessage(PATIENCE).getData()).isEqualTo(large);
      for (int i = 0; i < 100; i++) {
        Message answer = one.request("svc", new Headers().add("No", "" + i), new byte[i], PATIENCE);
        assertThat(answer.getData()).hasSize(i);
        assertThat(answer.getHeaders().getFirst("No")).isEqualTo("" + i);
      }
      assertThat(two.drain(PATIENCE).get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(broker.status().clients()).isNotEmpty()
          .allSatisfy(client -> assertThat(client.kind()).isEqualTo(ConnectionKind.WEBSOCKET));
    }
  }

  @Test
  void jnatsComesBackAfterTheBrokerWasAway() throws Exception {
    Broker broker = open(plain());
    int port = port(broker);
    try (Connection nats = Nats.connect(Options.builder().server("ws://127.0.0.1:" + port)
        .reconnectWait(Duration.ofMillis(100)).maxReconnects(-1).build())) {
      Queue<String> got = new ConcurrentLinkedQueue<>();
      nats.createDispatcher(message -> got.add(new String(message.getData(), StandardCharsets.UTF_8))).subscribe("r");
      nats.flush(PATIENCE);

      broker.close();
      await().atMost(PATIENCE).until(() -> nats.getStatus() != Connection.Status.CONNECTED);
      Broker again = open(WebsocketOptions.noTls(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));

      await().atMost(PATIENCE).until(() -> {
        again.bus().publish(new io.edgesync.mesh.Message("r", "back".getBytes(StandardCharsets.UTF_8)));
        return got.contains("back");
      });
    }
  }

  @Test
  void jnatsComesByTls() throws Exception {
    Broker broker = open(WebsocketOptions.of(loopback(), TestCertificates.server()).withCompression(true));
    try (Connection nats = Nats.connect(Options.builder().server("wss://localhost:" + port(broker))
        .sslContext(TestCertificates.client(null)).build())) {
      Subscription subscription = nats.subscribe("s");
      byte[] body = new byte[300_000];
      nats.publish("s", body);
      assertThat(subscription.nextMessage(PATIENCE).getData()).isEqualTo(body);
      assertThat(nats.getServerInfo().isTLSRequired()).isTrue();
    }
  }

  // ---- TLS

  @Test
  void aCertificateNamesTheUser() throws Exception {
    TlsOptions mapped = TestCertificates.server().withClients(TlsOptions.Clients.MAPPED,
        TestCertificates.file("ca.pem"));
    Broker broker = open(BrokerOptions.named("web")
        .withAccounts(AccountsOptions.of(UserOptions.named("ann@example.org", ""))).withWebsocket(
            WebsocketOptions.of(loopback(), mapped)));
    assertThat(answerTo(broker, TestCertificates.client("ann"))).isEqualTo("PONG\r\n");
    assertThat(answerTo(broker, TestCertificates.client("bob")))
        .isEqualTo("-ERR 'Authorization Violation'\r\nclose 1008 Authentication Failure(closed)");
    assertThatThrownBy(() -> answerTo(broker, TestCertificates.client(null))).isInstanceOf(Exception.class);
  }

  private static String answerTo(Broker broker, SSLContext tls) throws Exception {
    try (WebsocketWire wire = WebsocketWire.to(port(broker), tls)) {
      String head = wire.ask(WebsocketWire.request("/"));
      if (!head.startsWith("HTTP/1.1 101 ")) {
        throw new IllegalStateException(head);
      }
      wire.frame();
      return wire.send("CONNECT {\"verbose\":false}\r\nPING\r\n").heardUntil("PONG\r\n");
    }
  }

  @Test
  void onlyPinnedCertificatesComeIn() throws Exception {
    String pin = new io.edgesync.mesh.tls.ClientCertificate(TestCertificates.certificate("bob")).pin();
    Broker broker = open(WebsocketOptions.of(loopback(), TestCertificates.server()
        .withClients(TlsOptions.Clients.VERIFIED, TestCertificates.file("ca.pem")).withPinnedCerts(Set.of(pin))));
    assertThat(answerTo(broker, TestCertificates.client("bob"))).isEqualTo("PONG\r\n");
    assertThatThrownBy(() -> answerTo(broker, TestCertificates.client("ann"))).isInstanceOf(Exception.class);
  }

  @Test
  void plainTextHasToBeSaidInWords() throws Exception {
    assertThatThrownBy(() -> new WebsocketOptions(loopback(), null, false, false, List.of(), false,
        WebsocketOptions.HANDSHAKE_TIMEOUT, WebsocketAuthorization.NONE))
        .hasMessageContaining("websocket requires TLS configuration").hasMessageContaining("no_tls");
    assertThatThrownBy(() -> plain().withAllowedOrigins(List.of("example.org"))).hasMessageContaining("'example.org'");
  }

  @Test
  void whereOthersReachItSomebodyHasToLogIn() throws Exception {
    WebsocketOptions everywhere = WebsocketOptions.noTls(new InetSocketAddress("0.0.0.0", 0));
    assertThatThrownBy(() -> open(everywhere)).isInstanceOf(OpenListenerException.class);
    assertThat(open(everywhere.withAuthorization(WebsocketAuthorization.ofToken("t"))).websocketAddress()).isNotNull();
  }

  // ---- logins

  @Test
  void aTokenOfItsOwnIsAskedForHereOnly() throws Exception {
    Broker broker = open(BrokerOptions.named("web").withClientPort(0)
        .withWebsocket(plain().withAuthorization(WebsocketAuthorization.ofToken("secret"))));

    assertThat(Transcripts.converse(broker.clientAddress().getPort(), Transcripts.QUIET + "PING\r\n"))
        .isEqualTo("PONG\r\n");
    assertThat(heard(broker, "CONNECT {\"verbose\":false,\"auth_token\":\"secret\"}\r\nPING\r\n"))
        .isEqualTo("PONG\r\n");
    assertThat(heard(broker, Transcripts.QUIET + "PING\r\n")).startsWith("-ERR 'Authorization Violation'\r\n");
  }

  @Test
  void whoPresentsNothingIsSomebodyHereOnly() throws Exception {
    Broker broker = open(BrokerOptions.named("web").withClientPort(0)
        .withAccounts(AccountsOptions.of(UserOptions.named("guest", "g"))).withWebsocket(
            plain().withAuthorization(WebsocketAuthorization.NONE.withNoAuthUser("guest"))));

    assertThat(heard(broker, "PING\r\n")).isEqualTo("PONG\r\n");
    assertThat(Transcripts.converse(broker.clientAddress().getPort(), "PING\r\n"))
        .isEqualTo("-ERR 'Authorization Violation'\r\n(closed)");
  }

  @Test
  void usersMayBeConfinedToWebSocket() throws Exception {
    Broker broker = open(BrokerOptions.named("web").withClientPort(0)
        .withAccounts(AccountsOptions.of(UserOptions.named("web", "w").withKinds(Set.of(ConnectionKind.WEBSOCKET)),
            UserOptions.named("tcp", "t").withKinds(Set.of(ConnectionKind.STANDARD))))
        .withWebsocket(plain()));
    String web = "CONNECT {\"verbose\":false,\"user\":\"web\",\"pass\":\"w\"}\r\nPING\r\n";
    String tcp = "CONNECT {\"verbose\":false,\"user\":\"tcp\",\"pass\":\"t\"}\r\nPING\r\n";
    int tcpPort = broker.clientAddress().getPort();

    assertThat(heard(broker, web)).isEqualTo("PONG\r\n");
    assertThat(heard(broker, tcp)).startsWith("-ERR 'Authorization Violation'\r\n");
    assertThat(Transcripts.converse(tcpPort, tcp)).isEqualTo("PONG\r\n");
    assertThat(Transcripts.converse(tcpPort, web)).startsWith("-ERR 'Authorization Violation'\r\n");
  }

  @Test
  void aCookieMayHoldTheJwt() throws Exception {
    SignedOperator operator = SignedOperator.create();
    String jwt = operator.bearerJwt();
    Broker broker = open(BrokerOptions.named("web").withAccounts(operator.accounts())
        .withWebsocket(plain().withAuthorization(WebsocketAuthorization.NONE.withJwtCookie("session"))));

    assertThat(heard(broker, Transcripts.QUIET + "PING\r\n", "Cookie: a=b; session=" + jwt + "; c=d"))
        .isEqualTo("PONG\r\n");
    assertThat(heard(broker, Transcripts.QUIET + "PING\r\n", "Cookie: other=" + jwt))
        .startsWith("-ERR 'Authorization Violation'\r\n");
  }

  private static String heard(Broker broker, String script, String... headers) throws Exception {
    try (WebsocketWire wire = WebsocketWire.opened(port(broker), headers)) {
      return wire.send(script).heardUntil("PONG\r\n");
    }
  }

  // ---- limits and ends

  @Test
  void whoeverDoesNotAskIsNotWaitedFor() throws Exception {
    Broker broker = open(plain().withHandshakeTimeout(Duration.ofSeconds(2)));
    try (WebsocketWire asked = WebsocketWire.opened(port(broker));
        WebsocketWire silent = WebsocketWire.to(port(broker));
        WebsocketWire line = WebsocketWire.to(port(broker));
        WebsocketWire headers = WebsocketWire.to(port(broker))) {
      line.sendRaw("GET / HTT");
      headers.sendRaw("GET / HTTP/1.1\r\nHost: a\r\n");

      for (WebsocketWire half : List.of(silent, line, headers)) {
        assertThat(half.ask("")).isEqualTo("(closed)");
      }
      // Who has asked in time stays.
      assertThat(asked.send(Transcripts.QUIET + "PING\r\n").heardUntil("PONG\r\n")).isEqualTo("PONG\r\n");
    }
  }

  @Test
  void oneTooManyIsToldSo() throws Exception {
    Broker broker = open(BrokerOptions.named("web").withLimits(BrokerLimits.DEFAULT.withConnectionsMax(1))
        .withWebsocket(plain()));
    try (WebsocketWire first = WebsocketWire.opened(port(broker));
        WebsocketWire second = WebsocketWire.opened(port(broker))) {
      assertThat(second.rest())
          .isEqualTo("-ERR 'maximum connections exceeded'\r\nclose 1008 Maximum Connections Exceeded(closed)");
      assertThat(first.send(Transcripts.QUIET + "PING\r\n").heardUntil("PONG\r\n")).isEqualTo("PONG\r\n");
    }
  }

  @Test
  void aBrokerThatClosesSaysSo() throws Exception {
    Broker broker = open(plain());
    try (WebsocketWire wire = WebsocketWire.opened(port(broker))) {
      wire.send(Transcripts.QUIET + "PING\r\n").heardUntil("PONG\r\n");
      broker.close();
      assertThat(wire.rest()).isEqualTo("close 1001 Server Shutdown(closed)");
    }
  }

  @Test
  void aLameDuckTellsThemWhereElseToGo() throws Exception {
    Broker broker = open(plain());
    broker.connectUrls(List.of("tcp:4222"));
    broker.websocketUrls(List.of("web:8080"));
    try (WebsocketWire wire = WebsocketWire.opened(port(broker));
        var leaving = Executors.newVirtualThreadPerTaskExecutor()) {
      wire.send("CONNECT {\"verbose\":false,\"protocol\":1}\r\nPING\r\n").heardUntil("PONG\r\n");
      leaving.execute(() -> {
        try {
          broker.lameDuck(new LameDuck(Duration.ofMillis(1), Duration.ofMillis(10)));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });
      assertThat(wire.rest()).contains("\"ldm\":true").contains("\"connect_urls\":[\"web:8080\"]")
          .endsWith("close 1001 Server Shutdown(closed)");
    }
  }

  @Test
  void aSlowConsumerIsCutWithoutAWord() throws Exception {
    Broker broker = open(BrokerOptions.named("web").withWebsocket(plain())
        .withLimits(BrokerLimits.DEFAULT.withPending(1 << 20, 64 << 20, 8 << 20)));
    try (WebsocketWire slow = WebsocketWire.opened(port(broker))) {
      slow.send(Transcripts.QUIET + "SUB big 1\r\nPING\r\n").heardUntil("PONG\r\n");
      byte[] body = new byte[500_000];
      await().atMost(PATIENCE).until(() -> {
        broker.bus().publish(new io.edgesync.mesh.Message("big", body));
        return broker.status().totals().slowConsumers() == 1;
      });
      assertThat(slow.rest()).doesNotContain("close ").doesNotContain("-ERR").endsWith("(closed)");
    }
  }

  // ---- links

  @ParameterizedTest
  @ValueSource(strings = {"", "ws_compression: true", "ws_no_masking: true"})
  void aNatsServerLinksByWebSocket(String extra, @TempDir Path directory) throws Exception {
    Broker hub = open(BrokerOptions.named("hub").withLeafPort(0).withWebsocket(plain().withCompression(true)));
    NatsServerProcess spoke = NatsServerProcess.start(directory, "",
        "remotes [{ url: \"ws://127.0.0.1:" + port(hub) + "\", " + extra + " }]");
    opened.add(spoke);
    await().atMost(PATIENCE)
        .until(() -> hub.links().stream().anyMatch(link -> link.state() == LinkStatus.State.UP));

    try (Connection nats = Nats.connect(spoke.clientUrl());
        var answers = hub.bus().subscribe("svc",
            delivery -> hub.bus().publish(new io.edgesync.mesh.Message(delivery.reply(), delivery.payload())))) {
      byte[] body = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
      Message answer = null;
      // Until the interest has crossed the link nobody answers.
      for (int i = 0; i < 100 && answer == null; i++) {
        answer = nats.request("svc", body, Duration.ofMillis(500));
      }
      assertThat(answer).isNotNull();
      assertThat(answer.getData()).isEqualTo(body);
      assertThat(answers.dropped()).isZero();
    }
  }

  @Test
  void linksNeedAListenerForLinks() throws Exception {
    Broker broker = open(plain());
    try (WebsocketWire wire = WebsocketWire.upgraded(port(broker), "/leafnode")) {
      assertThat(wire.rest()).isEqualTo("(closed)");
    }
  }
}
