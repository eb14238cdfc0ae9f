package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import io.edgesync.mesh.tls.DialTls;
import io.edgesync.mesh.tls.TestCertificates;
import io.edgesync.mesh.websocket.WebsocketOptions;
import io.edgesync.xfer.testing.FreePort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Links that we dial by WebSocket, to nats-server and to our own. Of the reference's checklist: 66, what {@link LeafDialTest} leaves of
 * it.
 */
class LeafWebsocketDialTest extends LinkTest {
  private static final DialTls TRUSTING = DialTls.DEFAULT.withCaFile(TestCertificates.file("ca.pem"));

  private static LinkOptions to(String url) {
    return LinkOptions.to(LeafRemote.configured(url));
  }

  private Broker leaf(LinkOptions link) throws Exception {
    return scene.open(LinkScene.node().withLink(link));
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static int port(Broker broker) {
    return broker.websocketAddress().getPort();
  }

  private Broker ours(WebsocketOptions websocket) throws Exception {
    return scene.open(LinkScene.anybody().withLeafPort(0).withWebsocket(websocket));
  }

  private static String listener(int port, String security) {
    return "websocket { listen: \"127.0.0.1:" + port + "\", compression: true, " + security + " }\n";
  }

  private static String tls() {
    return "tls { cert_file: \"" + TestCertificates.file("server.pem") + "\", key_file: \""
        + TestCertificates.file("server-key.pem") + "\" }";
  }

  /** Both directions, in frames of every form of length. */
  private static void assertAnswered(Broker asking, Broker answering) {
    for (int length : new int[]{1, 125, 300, 100_000, 1_000_000}) {
      String text = "0123456789".repeat(length / 10 + 1).substring(0, length);
      assertThat(LinkScene.ask(asking, "svc", text)).isEqualTo(text);
    }
    assertThat(LinkScene.first(asking).state()).isEqualTo(State.UP);
    assertThat(LinkScene.first(answering).state()).isEqualTo(State.UP);
  }

  @Test
  void aWebsocketLeadsToANatsServer() throws Exception {
    int port = FreePort.next();
    NatsServerProcess real = scene.real(listener(port, "no_tls: true"), "");
    Broker beside = leaf(LinkOptions.to(LinkScene.at(real)));
    scene.echo(beside, "svc");
    Broker leaf = leaf(to("ws://127.0.0.1:" + port));
    LinkScene.awaitUp(leaf);

    assertAnswered(leaf, beside);

    assertThat(LinkScene.first(leaf).address()).isEqualTo("ws://127.0.0.1:" + port + "/leafnode");
    assertThat(real.log()).contains("lid_ws:").doesNotContain("Violation");
  }

  @Test
  void aWebsocketOverTlsLeadsToANatsServer() throws Exception {
    int port = FreePort.next();
    NatsServerProcess real = scene.real(listener(port, tls()), "");
    Broker beside = leaf(LinkOptions.to(LinkScene.at(real)));
    scene.echo(beside, "svc");
    Broker leaf = leaf(to("wss://localhost:" + port).withTls(TRUSTING));
    LinkScene.awaitUp(leaf);

    assertAnswered(leaf, beside);

    // As with nats-server, options of TLS ask for it whatever the URL says.
    LinkScene.awaitUp(leaf(to("ws://localhost:" + port).withTls(TRUSTING)));
    assertFails(leaf(to("wss://localhost:" + port).withTls(
        DialTls.DEFAULT.withCaFile(TestCertificates.file("other-ca.pem")))), "TLS handshake failed");
    assertFails(leaf(to("wss://localhost:" + port).withTls(TRUSTING.withServerName("example.org"))),
        "TLS handshake failed");
    assertFails(leaf(to("ws://localhost:" + port)), "WebSocket");
  }

  @Test
  void theServersTlsForPlainSocketsIsNoneOfTheWebsockets() throws Exception {
    int port = FreePort.next();
    scene.real(listener(port, "no_tls: true"), tls());

    LinkScene.awaitUp(leaf(to("ws://127.0.0.1:" + port)));
  }

  @Test
  void aWebsocketLeadsToOurOwn() throws Exception {
    Broker plain = ours(WebsocketOptions.noTls(loopback(0)).withCompression(true));
    Broker encrypted = ours(WebsocketOptions.of(loopback(0), TestCertificates.server()));
    scene.echo(plain, "svc");
    scene.echo(encrypted, "svc");
    Broker leaf = leaf(to("ws://127.0.0.1:" + port(plain)));
    Broker secret = leaf(to("wss://localhost:" + port(encrypted)).withTls(TRUSTING));
    LinkScene.awaitUp(leaf);
    LinkScene.awaitUp(secret);

    assertAnswered(leaf, plain);
    assertAnswered(secret, encrypted);
  }

  @Test
  void logsInWithTheUserOfTheUrlBehindAnyPath() throws Exception {
    Broker ours = scene.open(LinkScene.anybody().withLeafPort(0).withWebsocket(WebsocketOptions.noTls(loopback(0)))
        .withAccounts(AccountsOptions.of(UserOptions.named("u", "p"))));

    LinkScene.awaitUp(leaf(to("ws://u:p@127.0.0.1:" + port(ours) + "/behind/a%20proxy/")));
    assertFails(leaf(to("ws://u:wrong@127.0.0.1:" + port(ours))), "Authorization Violation");
  }

  @Test
  void comesBackWhenTheServerDoes() throws Exception {
    Broker hub = ours(WebsocketOptions.noTls(loopback(0)));
    int port = port(hub);
    Broker leaf = leaf(to("ws://127.0.0.1:" + port));
    LinkScene.awaitUp(leaf);

    hub.close();
    await().atMost(LinkScene.PATIENCE).until(() -> LinkScene.first(leaf).state() == State.DOWN);
    Broker again = ours(WebsocketOptions.noTls(loopback(port)));
    scene.echo(again, "svc");

    assertThat(LinkScene.ask(leaf, "svc", "back")).isEqualTo("back");
  }

  @Test
  void asksForTheLeafnodePathAndMasksEachFrameAnew() throws Exception {
    try (var server = new FakeWebsocketHub()) {
      Broker leaf = leaf(to("ws://u:secret@127.0.0.1:" + server.port() + "/pre"));
      scene.collect(leaf, "x");
      try (var caller = server.accept()) {
        assertThat(caller.request).startsWith("GET /pre/leafnode HTTP/1.1\r\n")
            .contains("\r\nHost: 127.0.0.1:" + server.port() + "\r\n").contains("\r\nUpgrade: websocket\r\n")
            .contains("\r\nConnection: Upgrade\r\n").contains("\r\nSec-WebSocket-Version: 13\r\n")
            .doesNotContain("Extensions").doesNotContain("No-Masking").doesNotContain("secret");
        // INFO in two frames, right behind the answer.
        int half = FakeHub.INFO.length() / 2;
        caller.sendRaw(caller.grant() + WebsocketWire.unmasked(WebsocketWire.BINARY, FakeHub.INFO.substring(0, half))
            + WebsocketWire.unmasked(WebsocketWire.FINAL, FakeHub.INFO.substring(half)));
        Set<String> masks = new HashSet<>();
        var connect = caller.frame();
        masks.add(connect.mask());
        assertThat(connect.first()).isEqualTo(WebsocketWire.FINAL | WebsocketWire.BINARY);
        assertThat(connect.payload()).startsWith("CONNECT {").endsWith("\r\n");
        caller.sendRaw(data(FakeHub.CONNECTED));
        caller.heardUntil("PING\r\n");
        caller.sendRaw(data("PONG\r\n"));
        assertThat(caller.heardUntil("LS+ x\r\n")).contains("LS+ $LDS.");

        caller.sendRaw(WebsocketWire.unmasked(WebsocketWire.FINAL | WebsocketWire.PING, "hello"));
        var pong = caller.frame();
        masks.add(pong.mask());
        while (pong.first() != (WebsocketWire.FINAL | WebsocketWire.PONG)) {
          pong = caller.frame();
          masks.add(pong.mask());
        }

        assertThat(pong.payload()).isEqualTo("hello");
        assertThat(masks).hasSizeGreaterThan(1);
        LinkScene.awaitUp(leaf);
      }
    }
  }

  @Test
  void aBrokerThatClosesSaysSoInAMaskedFrame() throws Exception {
    try (var server = new FakeWebsocketHub()) {
      Broker leaf = leaf(to("ws://127.0.0.1:" + server.port()));
      try (var caller = server.accept()) {
        caller.sendRaw(caller.grant() + data(FakeHub.INFO) + data(FakeHub.CONNECTED));
        caller.heardUntil("PING\r\n");

        leaf.close();

        var last = caller.frame();
        while (last.first() != (WebsocketWire.FINAL | WebsocketWire.CLOSE)) {
          last = caller.frame();
        }
        assertThat(last.payload()).isEqualTo("\u0003\u00e9Server Shutdown");
      }
    }
  }

  @Test
  void dialsTheWebsocketsThatTheServerTellsOf() throws Exception {
    try (var server = new FakeWebsocketHub(); var other = new FakeWebsocketHub()) {
      Broker leaf = leaf(to("ws://127.0.0.1:" + server.port()));
      try (var caller = server.accept()) {
        String urls = "\"ws_connect_urls\":[\"127.0.0.1:" + other.port() + "\"],\"leafnode_urls\":[\"127.0.0.1:1\"]";
        caller.sendRaw(caller.grant() + data(FakeHub.INFO)
            + data(FakeHub.CONNECTED.replace("\"connect_info\"", urls + ",\"connect_info\"")));
        caller.heardUntil("PING\r\n");
        caller.sendRaw(data("PONG\r\n"));
        LinkScene.awaitUp(leaf);
      }
      try (var caller = other.accept()) {
        assertThat(caller.request).startsWith("GET /leafnode HTTP/1.1\r\n");
      }
    }
  }

  @Test
  void anAnswerThatGrantsNothingIsToldOfAndTheServerDialledAgain() throws Exception {
    try (var server = new FakeWebsocketHub()) {
      Broker leaf = leaf(to("ws://127.0.0.1:" + server.port()));
      try (var caller = server.accept()) {
        caller.sendRaw("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        awaitError(leaf, "does not grant a WebSocket at /leafnode: 502 Bad Gateway");
      }
      try (var caller = server.accept()) {
        caller.sendRaw(caller.grant().replaceFirst("Accept: ....", "Accept: AAAA"));
        awaitError(leaf, "not sound");
      }
      try (var caller = server.accept()) {
        caller.sendRaw(caller.grant("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
        awaitError(leaf, "wants what it was not asked for: permessage-deflate");
      }
      try (var caller = server.accept()) {
        caller.sendRaw(FakeHub.INFO);
        awaitError(leaf, "is no WebSocket listener");
      }
      try (var caller = server.accept()) {
        caller.sendRaw(caller.grant() + WebsocketWire.frame(WebsocketWire.FINAL | WebsocketWire.BINARY, FakeHub.INFO));
        awaitError(leaf, "mask bit set by a server");
      }
      try (var caller = server.accept()) {
        caller.sendRaw(caller.grant() + data(FakeHub.INFO) + data(FakeHub.CONNECTED));
        assertThat(caller.heardUntil("PING\r\n")).startsWith("CONNECT {");
      }
    }
  }

  private static String data(String text) {
    return WebsocketWire.unmasked(WebsocketWire.FINAL | WebsocketWire.BINARY, text);
  }

  private static void awaitError(Broker broker, String reason) {
    await().atMost(LinkScene.PATIENCE)
        .untilAsserted(() -> assertThat(LinkScene.first(broker).lastError()).contains(reason));
  }

  private static void assertFails(Broker broker, String reason) {
    await().atMost(LinkScene.PATIENCE).until(() -> LinkScene.first(broker).lastError() != null);
    assertThat(LinkScene.first(broker).lastError()).contains(reason);
    assertThat(LinkScene.first(broker).state()).isEqualTo(State.DOWN);
  }
}
