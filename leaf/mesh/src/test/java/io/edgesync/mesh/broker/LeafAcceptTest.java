package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.PermissionOptions;
import io.edgesync.mesh.account.ResponseOptions;
import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.ServerInfo;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.xfer.testing.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Links that are dialled to us, by nats-server and by no more than bytes. Of the reference's checklist: 51 to 54, 56 to 59; 55 is in
 * {@link LeafRedialTest}.
 */
class LeafAcceptTest extends LinkTest {
  private static final String CONNECT = "CONNECT {\"version\":\"2.9.10\",\"server_id\":\"X\",\"name\":\"X\",\"cluster\":\"X\",\"headers\":true";

  private static JsonObject json(String info) throws Exception {
    return JsonParser.object().from(info.substring(5));
  }

  /** A broker whose leaf user {@code u} has lists of both kinds, beside a client {@code c} without. */
  private Broker restricting() throws IOException {
    return scene.open(LinkScene.anybody().withClientPort(0).withLeafPort(0)
        .withAccounts(AccountsOptions.of(
            UserOptions.named("u", "p").inAccount("A")
                .withPermissions(PermissionOptions.EVERYTHING.withPublish(List.of("up.>"), List.of("up.no"))
                    .withSubscribe(List.of("down.>"), List.of("down.no"))),
            UserOptions.named("answers", "p").inAccount("A")
                .withPermissions(PermissionOptions.EVERYTHING.withResponses(ResponseOptions.DEFAULT)),
            UserOptions.named("c", "c").inAccount("A"))));
  }

  @Test
  void infoHasWhatALeafnodePeerLooksFor() throws Exception {
    try (var link = new Wire(LinkScene.at(scene.hub()).port())) {
      JsonObject info = json(link.line());

      assertThat(info.getInt("client_id")).isPositive();
      assertThat(info.getArray("leafnode_urls")).isEmpty();
      assertThat(info.getString("nonce")).isNotEmpty();
      assertThat(info.getBoolean("headers")).isTrue();
      assertThat(info.getBoolean("info_on_connect")).isTrue();
      assertThat(info.has("compression")).isFalse();
      assertThat(info.has("jetstream")).isFalse();
    }
  }

  @Test
  void connectIsAnsweredByTheSecondInfoAndInterestWithTheOwnLoopSubject() throws Exception {
    try (var link = new Wire(LinkScene.at(scene.hub()).port())) {
      link.line();
      link.send(CONNECT + "}\r\n");
      JsonObject second = json(link.line());

      assertThat(second.getBoolean("connect_info")).isTrue();
      assertThat(second.getString("remote_account")).isEqualTo("$G");
      assertThat(second.has("nonce")).isFalse();
      assertThat(second.has("import")).isFalse();
      link.linesUntil("PING");
      assertThat(link.send("PONG\r\n").linesUntil("LS+ $LDS")).containsPattern("LS\\+ \\$LDS\\.[0-9A-Za-z]{22}\r\n");
    }
  }

  @Test
  void aNatsServerStaysLinkedOverManyPings() throws Exception {
    Broker ours = scene.open(LinkScene.anybody().withLeafPort(0)
        .withLimits(BrokerLimits.DEFAULT.withPings(Duration.ofMillis(300), 2)));
    NatsServerProcess real = scene.real("ping_interval: \"300ms\"\nping_max: 2",
        "remotes: [ {url: \"nats-leaf://127.0.0.1:" + LinkScene.at(ours).port() + "\"} ]");
    await().atMost(LinkScene.PATIENCE).until(() -> !ours.links().isEmpty());
    var first = LinkScene.first(ours);

    await().during(Duration.ofSeconds(3)).atMost(LinkScene.PATIENCE).until(() -> ours.links().equals(List.of(first)));
    assertThat(real.log()).doesNotContain("Stale").doesNotContain("error");
  }

  @Test
  void wrongBeginningsHaveTheErrorsOfNatsServer() throws Exception {
    int port = LinkScene.at(scene.hub()).port();
    assertThat(end(port, "PING\r\n")).isEqualTo("-ERR 'Authorization Violation'\r\n");
    assertThat(end(port, "")).isEqualTo("-ERR 'Authentication Timeout'\r\n");
    assertThat(end(port, CONNECT + ",\"lang\":\"go\"}\r\n"))
        .isEqualTo("-ERR 'attempted to connect to leaf node port'\r\n");
    assertThat(end(port, CONNECT + ",\"gateway\":\"G\"}\r\n"))
        .isEqualTo("-ERR 'Rejecting connection from gateway \"G\" on the leafnode port'\r\n");
    assertThat(end(port, "CONNECT {\"name\":\"x\",\"cluster\":\"a b\"}\r\n"))
        .isEqualTo("-ERR 'cluster name cannot contain spaces'\r\n");
    Broker named = scene.open(BrokerOptions.named("same").withLeafPort(0)
        .withRemote(new LeafRemote("127.0.0.1", FreePort.next())));
    assertThat(end(LinkScene.at(named).port(), "CONNECT {\"name\":\"x\",\"cluster\":\"same\"}\r\n"))
        .isEqualTo("-ERR 'remote leafnode has same cluster name'\r\n");
    assertThat(end(LinkScene.at(restricting()).port(), CONNECT + ",\"user\":\"u\",\"pass\":\"wrong\"}\r\n"))
        .isEqualTo("-ERR 'Authorization Violation'\r\n");
  }

  /** As with nats-server, a server that dials nobody is no cluster. */
  @Test
  void aSpokeMayHaveTheNameOfItsHubAsCluster() throws Exception {
    Broker named = scene.open(BrokerOptions.named("same").withLeafPort(0));
    NatsServerProcess real = scene.real("", "");
    for (int port : List.of(LinkScene.at(named).port(), real.leafPort())) {
      try (var link = new Wire(port)) {
        link.line();
        link.send("CONNECT {\"name\":\"x\",\"cluster\":\"same\"}\r\nPONG\r\n").linesUntil("LS+ $LDS");
      }
    }
  }

  private static String end(int port, String script) throws IOException {
    try (var link = new Wire(port)) {
      link.line();
      link.send(script);
      return link.rest();
    }
  }

  @Test
  void thePermissionsOfTheUserAreInTheSecondInfoAndDenyPubIsHonoured() throws Exception {
    Broker ours = restricting();
    try (var link = new Wire(LinkScene.at(ours).port())) {
      link.line();
      link.send(CONNECT + ",\"user\":\"u\",\"pass\":\"p\",\"deny_pub\":[\"down.local.\\u003e\"]}\r\n");
      ServerInfo second = ServerInfo.parse(link.line().substring(5));
      assertThat(second.imports().allow()).containsExactly("down.>");
      assertThat(second.imports().deny()).containsExactly("down.no");
      assertThat(second.exports().allow()).containsExactly("up.>");
      assertThat(second.exports().deny()).containsExactly("up.no");

      link.linesUntil("PING");
      link.send("PONG\r\nLS+ >\r\nPING\r\n").linesUntil("PONG");
      scene.client(ours.clientAddress().getPort(), "CONNECT {\"verbose\":false,\"user\":\"c\",\"pass\":\"c\"}\r\n"
          + "PUB other 1\r\nx\r\nPUB down.no 1\r\nx\r\nPUB down.local.x 1\r\nx\r\nPUB down.x 1\r\nx\r\n");
      assertThat(link.linesUntil("LMSG")).endsWith("LMSG down.x 1\r\n");
    }
  }

  @Test
  void aNatsServerKeepsToThePermissionsThatItIsTold() throws Exception {
    Broker ours = restricting();
    NatsServerProcess real = scene.real("", "remotes: [ {url: \"nats-leaf://u:p@127.0.0.1:" + LinkScene.at(ours).port()
        + "\"} ]");
    Wire behind = scene.client(real.clientPort(),
        Transcripts.QUIET + "SUB down.no 1\r\nSUB down.yes 2\r\nSUB secret 3\r\n");
    Wire here = scene.client(ours.clientAddress().getPort(),
        "CONNECT {\"verbose\":false,\"user\":\"c\",\"pass\":\"c\"}\r\nSUB up.* 1\r\n");
    Router router = ours.account("A").router();
    await().atMost(LinkScene.PATIENCE).until(() -> !router.match("down.yes").isEmpty());

    here.send("PUB down.no 1\r\nx\r\nPUB secret 1\r\nx\r\nPUB down.yes 1\r\nx\r\n");
    assertThat(behind.message()).isEqualTo("MSG down.yes 2 1\r\nx\r\n");
    await().atMost(LinkScene.PATIENCE).until(() -> {
      behind.send("PUB up.no 1\r\nx\r\nPUB up.yes 1\r\nx\r\n");
      return here.message().equals("MSG up.yes 1 1\r\nx\r\n");
    });
    assertThat(real.log()).doesNotContain("Violation");
    assertThat(ours.links()).hasSize(1);
  }

  @Test
  void forbiddenLiteralInterestAndMessagesEndTheLinkAndPatternsAreFiltered() throws Exception {
    Broker ours = restricting();
    int port = LinkScene.at(ours).port();
    String login = CONNECT + ",\"user\":\"u\",\"pass\":\"p\"}\r\n";
    assertThat(end(port, login + "LS+ secret\r\n"))
        .endsWith("-ERR 'Permissions Violation for Subscription to \"secret\"'\r\n");
    assertThat(end(port, login + "LS+ down.no q 1\r\n"))
        .endsWith("-ERR 'Permissions Violation for Subscription to \"down.no\"'\r\n");
    assertThat(end(port, login + "PONG\r\nLMSG up.no 1\r\nx\r\n"))
        .endsWith("-ERR 'Permissions Violation for Publish to \"up.no\"'\r\n");
    try (var link = new Wire(port)) {
      link.line();
      link.send(login).linesUntil("PING");
      link.send("PONG\r\nLS+ secret.*\r\nLS+ $LDS.abc\r\nLMSG _R_.x 1\r\nx\r\nPING\r\n");
      assertThat(link.linesUntil("PONG")).doesNotContain("-ERR");
    }
  }

  @Test
  void aLinkMayAnswerWhatItWasAskedWhereItsUserMayAnswerOnly() throws Exception {
    Broker ours = restricting();
    try (var link = new Wire(LinkScene.at(ours).port())) {
      link.line();
      link.send(CONNECT + ",\"user\":\"answers\",\"pass\":\"p\"}\r\n").linesUntil("PING");
      link.send("PONG\r\nLS+ svc\r\nPING\r\n").linesUntil("PONG");
      Wire asking = scene.client(ours.clientAddress().getPort(),
          "CONNECT {\"verbose\":false,\"user\":\"c\",\"pass\":\"c\"}\r\nSUB in.* 1\r\nPUB svc in.1 1\r\nx\r\n");
      assertThat(link.linesUntil("LMSG svc")).endsWith("LMSG svc in.1 1\r\n");
      link.line();
      link.send("LMSG in.1 2\r\nok\r\nLMSG in.1 2\r\nno\r\n");

      assertThat(asking.message()).isEqualTo("MSG in.1 1 2\r\nok\r\n");
      assertThat(link.rest()).endsWith("-ERR 'Permissions Violation for Publish to \"in.1\"'\r\n");
    }
  }

  @Test
  void aKeyThatSignsTheNonceIsProvenAndAFalseSignatureIsRefused() throws Exception {
    Broker ours = scene.hub();
    NodeIdentity key = NodeIdentity.generate();
    for (boolean honest : List.of(true, false)) {
      try (var link = new Wire(LinkScene.at(ours).port())) {
        String nonce = honest ? json(link.line()).getString("nonce") : link.line().substring(0, 10);
        String sig = Base64.getUrlEncoder().withoutPadding()
            .encodeToString(key.sign(nonce.getBytes(StandardCharsets.US_ASCII)));
        link.send(CONNECT + ",\"nkey\":\"" + key.nodeKey() + "\",\"sig\":\"" + sig + "\"}\r\nPONG\r\n");
        if (honest) {
          await().atMost(LinkScene.PATIENCE).until(() -> !ours.links().isEmpty());
          assertThat(LinkScene.first(ours).peerKey()).isEqualTo(key.nodeKey());
        } else {
          assertThat(link.rest()).isEqualTo("-ERR 'Authorization Violation'\r\n");
        }
      }
    }
  }

  @Test
  void aPeerThatWouldCompressGoesOnWithout() throws Exception {
    try (var link = new Wire(LinkScene.at(scene.hub()).port())) {
      link.line();
      link.send(CONNECT + ",\"compress_mode\":\"not supported\",\"remote_account\":\"$G\",\"protocol\":3}\r\n");
      link.linesUntil("PING");
      link.send("PONG\r\nPING\r\n");
      assertThat(link.linesUntil("PONG")).doesNotContain("-ERR");
    }
  }
}
