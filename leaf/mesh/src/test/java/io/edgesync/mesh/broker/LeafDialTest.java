package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkLogin;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import io.edgesync.mesh.tls.DialTls;
import io.edgesync.mesh.tls.TestCertificates;
import io.edgesync.mesh.tls.TlsOptions;
import io.nats.client.support.JwtUtils;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How a link that we dial gets in, with nats-server and with our own at the other end. Of the reference's checklist: 58 (credentials and
 * keys, seen from the side that dials), 61 to 63, and of 66 the links over TLS; {@link LeafWebsocketDialTest} has those by WebSocket.
 */
class LeafDialTest extends LinkTest {
  private static LeafRemote as(String login, NatsServerProcess server) {
    return LeafRemote.parse("nats-leaf://" + login + "@127.0.0.1:" + server.leafPort());
  }

  private Broker leaf(LinkOptions link) throws Exception {
    return scene.open(LinkScene.node().withLink(link));
  }

  @Test
  void logsInByUserAndPasswordOfTheUrl() throws Exception {
    NatsServerProcess real = scene.real("", "authorization { user: u, password: p }");

    LinkScene.awaitUp(leaf(LinkOptions.to(as("u:p", real))));

    assertThat(real.log()).doesNotContain("Violation");
  }

  @Test
  void logsInByTokenOfTheUrl() throws Exception {
    // A server before 2.12 looks at the token of a leafnode only where no user is told of beside; it takes the one as the other.
    NatsServerProcess real = scene.real("authorization { token: secret }", "");
    Broker ours = scene.open(LinkScene.anybody().withLeafPort(0).withAccounts(AccountsOptions.ofToken("secret")));

    LinkScene.awaitUp(leaf(LinkOptions.to(as("secret", real))));
    LinkScene
        .awaitUp(leaf(LinkOptions.to(LeafRemote.parse("nats-leaf://secret@127.0.0.1:" + LinkScene.at(ours).port()))));
    Broker wrong = leaf(LinkOptions.to(LeafRemote.parse("nats-leaf://wrong@127.0.0.1:" + LinkScene.at(ours).port())));

    await().atMost(LinkScene.PATIENCE).until(() -> LinkScene.first(wrong).lastError() != null);
    assertThat(LinkScene.first(wrong).lastError()).contains("Authorization Violation").doesNotContain("wrong@");
  }

  @Test
  void logsInByAKeyThatTheServerKnows() throws Exception {
    NodeIdentity key = NodeIdentity.generate();
    Broker ours = scene.open(LinkScene.anybody().withLeafPort(0)
        .withAccounts(AccountsOptions.of(UserOptions.keyed(key.nodeKey()), UserOptions.named("u", "p"))));

    Broker leaf = leaf(LinkOptions.to(LinkScene.at(ours)).withLogin(new LinkLogin.ByKey(key)));
    LinkScene.awaitUp(leaf);

    await().atMost(LinkScene.PATIENCE).until(() -> !ours.links().isEmpty());
    assertThat(LinkScene.first(ours).peerKey()).isEqualTo(key.nodeKey());
  }

  @Test
  void aServerThatKnowsTheUserAndNotTheKeyTakesTheUser() throws Exception {
    Broker ours = scene.open(LinkScene.anybody().withLeafPort(0)
        .withAccounts(AccountsOptions.of(UserOptions.keyed(NodeIdentity.generate().nodeKey()),
            UserOptions.named("u", "p"))));

    LinkScene.awaitUp(leaf(LinkOptions.to(LeafRemote.parse("nats-leaf://u:p@127.0.0.1:" + LinkScene.at(ours).port()))));
  }

  @Test
  void logsInByACredentialsFileAndNamesTheFileWhereThereIsNone() throws Exception {
    SignedOperator operator = SignedOperator.create();
    NatsServerProcess real = scene.real(operator.config(), "");
    Path file = directory.resolve("leaf.creds");
    Broker leaf = leaf(LinkOptions.to(LinkScene.at(real)).withLogin(new LinkLogin.ByCredentials(file)));
    await().atMost(LinkScene.PATIENCE).until(() -> LinkScene.first(leaf).lastError() != null);
    assertThat(LinkScene.first(leaf).lastError()).contains("leaf.creds");

    operator.writeCredentials(file);

    LinkScene.awaitUp(leaf);
    assertThat(real.log()).doesNotContain("Violation");
  }

  @Test
  void anAccountOfOursSharesItsSubjectsAndNoOther() throws Exception {
    NatsServerProcess real = scene.real("", "");
    Broker leaf = scene.open(LinkScene.node().withClientPort(0)
        .withAccounts(AccountsOptions.of(UserOptions.named("a", "x").inAccount("A"),
            UserOptions.named("b", "x").inAccount("B")))
        .withLink(LinkOptions.to(LinkScene.at(real)).inAccount("A")));
    LinkScene.awaitUp(leaf);
    int port = leaf.clientAddress().getPort();
    Wire a = scene.client(port, "CONNECT {\"verbose\":false,\"user\":\"a\",\"pass\":\"x\"}\r\nSUB x 1\r\n");
    Wire b = scene.client(port,
        "CONNECT {\"verbose\":false,\"user\":\"b\",\"pass\":\"x\"}\r\nSUB x 1\r\nSUB only.b 2\r\n");
    Wire upstream = scene.client(real.clientPort(),
        "CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true}\r\nSUB in 9\r\n");

    await().atMost(LinkScene.PATIENCE).until(() -> !Transcripts.heard(upstream.send("PUB x in 1\r\nx\r\nPING\r\n"))
        .contains("503"));

    assertThat(a.message()).isEqualTo("MSG x 1 in 1\r\nx\r\n");
    assertThat(Transcripts.heard(upstream.send("PUB only.b in 1\r\nx\r\nPING\r\n"))).contains("503");
    assertThat(Transcripts.heard(b.send("PING\r\n"))).isEqualTo("PONG\r\n");
  }

  @Test
  void neitherAsksForNorSendsWhatTheServerOrItsOwnOptionsForbid() throws Exception {
    NatsServerProcess real = scene.real(
        "accounts { A { users [ { user: u, password: p, permissions { publish { allow: [\"up.>\", \"_INBOX.>\"], deny: "
            + "[\"up.no\"] }, subscribe { allow: [\"down.>\", \"_INBOX.>\"], deny: [\"down.no\"] } } },"
            + " { user: c, password: c } ] } }",
        "");
    Broker leaf = leaf(LinkOptions.to(as("u:p", real)).withDenied(List.of("down.local.>"), List.of("up.local.>")));
    LinkScene.awaitUp(leaf);
    Wire upstream = scene.client(real.clientPort(),
        "CONNECT {\"verbose\":false,\"user\":\"c\",\"pass\":\"c\"}\r\nSUB > 1\r\n");
    var got = scene.collect(leaf, "down.>");
    scene.collect(leaf, "down.no");
    scene.collect(leaf, "secret");
    LinkScene.awaitInterest(leaf, "up.end");

    for (String subject : List.of("up.no", "up.local.x", "other", "up.end")) {
      leaf.bus().publish(LinkScene.text(subject, "x"));
    }
    assertThat(upstream.message()).isEqualTo("MSG up.end 1 1\r\nx\r\n");
    await().atMost(LinkScene.PATIENCE).until(() -> {
      upstream.send("PUB down.no 1\r\nx\r\nPUB down.local.x 1\r\nx\r\nPUB down.end 1\r\nx\r\n");
      return got.stream().anyMatch(each -> each.subject().equals("down.end"));
    });

    assertThat(got).extracting(each -> each.subject()).containsOnly("down.end");
    assertThat(LinkScene.first(leaf).state()).isEqualTo(State.UP);
    assertThat(real.log()).doesNotContain("Violation");
  }

  @ParameterizedTest
  @ValueSource(strings = {">", "*.>", "*.1", "down.*", "down.1"})
  void asksForWhatOverlapsWhatItMayBeSentAndGetsOnlyThat(String subscribed) throws Exception {
    NatsServerProcess real = scene
        .real("authorization { users [ { user: u, password: p, permissions { subscribe { allow: "
            + "[\"down.>\", \"_INBOX.>\"], deny: \"down.no\" } } }, { user: c, password: c } ] }", "");
    Broker leaf = leaf(LinkOptions.to(as("u:p", real)));
    LinkScene.awaitUp(leaf);
    var got = scene.collect(leaf, subscribed);
    Wire upstream = scene.client(real.clientPort(), "CONNECT {\"verbose\":false,\"user\":\"c\",\"pass\":\"c\"}\r\n");

    await().atMost(LinkScene.PATIENCE).until(() -> {
      upstream.send("PUB other.1 1\r\nx\r\nPUB down.no 1\r\nx\r\nPUB down.1 1\r\nx\r\n");
      return !got.isEmpty();
    });

    assertThat(got).extracting(Delivery::subject).containsOnly("down.1");
  }

  @Test
  void speaksTlsBehindInfoWithTheAuthorityThatIsGiven() throws Exception {
    NatsServerProcess real = scene.real("", tls(""));
    LinkOptions link = LinkOptions.to(new LeafRemote("localhost", real.leafPort()));

    LinkScene.awaitUp(leaf(link.withTls(DialTls.DEFAULT.withCaFile(TestCertificates.file("ca.pem")))));
    LinkScene.awaitUp(leaf(LinkOptions.to(LinkScene.at(real)).withTls(
        DialTls.DEFAULT.withCaFile(TestCertificates.file("ca.pem")).withServerName("localhost"))));
    LinkScene.awaitUp(leaf(link.withTls(DialTls.DEFAULT.withInsecure(true))));
    for (DialTls wrong : List.of(DialTls.DEFAULT.withCaFile(TestCertificates.file("other-ca.pem")),
        DialTls.DEFAULT.withCaFile(TestCertificates.file("ca.pem")).withServerName("example.org"))) {
      assertFails(leaf(link.withTls(wrong)), "TLS");
    }
    // Asked for by the server alone: the authorities of this Java do not know it.
    assertFails(leaf(link), "TLS");
  }

  @Test
  void showsItsCertificateToAServerThatAsks() throws Exception {
    NatsServerProcess real = scene.real("", tls("verify: true"));
    DialTls tls = DialTls.DEFAULT.withCaFile(TestCertificates.file("ca.pem"));
    LinkOptions link = LinkOptions.to(new LeafRemote("localhost", real.leafPort()));

    LinkScene.awaitUp(leaf(
        link.withTls(tls.withCertificate(TestCertificates.file("ann.pem"), TestCertificates.file("ann-key.pem")))));
    Broker without = leaf(link.withTls(tls));
    await().atMost(LinkScene.PATIENCE).until(() -> LinkScene.first(without).lastError() != null);
    assertThat(LinkScene.first(without).state()).isEqualTo(State.DOWN);
  }

  @Test
  void speaksTlsAheadOfInfoWhereBothEndsAreToldTo() throws Exception {
    Broker ours = scene.open(LinkScene.anybody().withLeafPort(0).withSecurity(SecurityOptions.NONE
        .withLeafTls(TestCertificates.server().withMode(new TlsOptions.Mode.HandshakeFirst(null)))));

    LinkScene.awaitUp(leaf(LinkOptions.to(LinkScene.at(ours)).withTls(
        DialTls.DEFAULT.withCaFile(TestCertificates.file("ca.pem")).withHandshakeFirst(true))));
  }

  @Test
  void nothingIsSaidInPlainTextWhereTlsIsWanted() throws Exception {
    NatsServerProcess plain = scene.real("", "");

    assertFails(leaf(LinkOptions.to(LeafRemote.configured("tls://localhost:" + plain.leafPort()))), "TLS");

    assertThat(plain.log()).doesNotContain("Leafnode connection created for account");
  }

  @Test
  void connectIsSentOnceWithAUniqueNameAndClusterAndAVersionOfNats() throws Exception {
    try (var server = new FakeHub()) {
      Broker leaf = leaf(LinkOptions.to(server.remote()));
      Wire link = server.accept();
      link.send(FakeHub.INFO);
      String connect = link.line();

      assertThat(connect).startsWith("CONNECT {").contains("\"headers\":true")
          .contains("\"name\":\"" + leaf.serverName() + "\"").contains("\"cluster\":\"" + leaf.serverName() + "\"")
          .containsPattern("\"version\":\"\\d+\\.\\d+\\.\\d+\"").contains("\"remote_account\":\"$G\"")
          .doesNotContain("lang").doesNotContain("gateway").doesNotContain("compress_mode");
      link.send(FakeHub.CONNECTED).linesUntil("PING");
      assertThat(link.send("PONG\r\n").line()).startsWith("LS+ $LDS.");
    }
  }

  @Test
  void goesOnAtOnceWhereNoSecondInfoIsAnnouncedAndPassesOverCompression() throws Exception {
    try (var server = new FakeHub()) {
      Broker leaf = leaf(LinkOptions.to(server.remote()));
      scene.collect(leaf, "x");
      Wire link = server.accept();
      link.send(FakeHub.INFO.replace("\"info_on_connect\":true", "\"compression\":\"s2_auto\""));

      assertThat(link.linesUntil("PING")).startsWith("CONNECT");
      link.send("PONG\r\n").linesUntil("LS+ x");
      LinkScene.awaitUp(leaf);
    }
  }

  @Test
  void laterPermissionsWithdrawAndAnnounceAccordingly() throws Exception {
    try (var server = new FakeHub()) {
      Broker leaf = leaf(LinkOptions.to(server.remote()));
      scene.collect(leaf, "a");
      scene.collect(leaf, "b");
      Wire link = server.accept();
      link.send(FakeHub.INFO);
      link.line();
      link.send(FakeHub.CONNECTED.replace("\"connect_info\"", "\"import\":{\"allow\":[\"a\"]},\"connect_info\""));
      link.linesUntil("PING");
      assertThat(link.send("PONG\r\nLS+ out.>\r\nPING\r\n").linesUntil("PONG")).contains("LS+ a\r\n")
          .doesNotContain("LS+ b");

      link.send(FakeHub.CONNECTED.replace("\"connect_info\"",
          "\"import\":{\"allow\":[\"b\"]},\"export\":{\"deny\":[\"out.no\"]},\"connect_info\"") + "PING\r\n");
      assertThat(link.linesUntil("PONG")).contains("LS- a\r\n").contains("LS+ b\r\n");
      LinkScene.awaitInterest(leaf, "out.yes");
      leaf.bus().publish(LinkScene.text("out.no", "x"));
      leaf.bus().publish(LinkScene.text("out.yes", "x"));
      assertThat(link.linesUntil("LMSG")).endsWith("LMSG out.yes 1\r\n");
    }
  }

  @Test
  void aServerMayPermitSoManySubjectsThatItsInfoIsLongerThanOtherLines() throws Exception {
    var allowed = new StringBuilder();
    for (int i = 0; i < 4000; i++) {
      allowed.append("\"allowed.subject.number.").append(i).append(".of.many\"\n");
    }
    NatsServerProcess real = scene.real(
        "authorization { users: [ { user: u, password: p, permissions: { publish: [\n" + allowed + "] } } ] }", "");
    Broker leaf = leaf(LinkOptions.to(as("u:p", real)));

    LinkScene.awaitUp(leaf);

    Wire client = scene.client(real.clientPort(),
        "CONNECT {\"verbose\":false,\"user\":\"u\",\"pass\":\"p\"}\r\nSUB allowed.> 1\r\n");
    LinkScene.awaitInterest(leaf, "allowed.subject.number.3999.of.many");
    leaf.bus().publish(LinkScene.text("allowed.subject.number.3999.of.many", "x"));
    assertThat(client.message()).isEqualTo("MSG allowed.subject.number.3999.of.many 1 1\r\nx\r\n");
  }

  @Test
  void anInfoIsNoLongerThanAMessageAndOtherLinesAreShorter() throws Exception {
    String tooLong = "x".repeat(BrokerLimits.DEFAULT.payloadBytesMax() + 100);
    for (String line : List.of("INFO {\"server_id\":\"" + tooLong, "LS+ " + tooLong.substring(0, 70_000))) {
      try (var server = new FakeHub()) {
        Broker leaf = leaf(LinkOptions.to(server.remote()));
        Wire link = server.accept();
        link.send(FakeHub.INFO).line();
        link.send(FakeHub.CONNECTED).linesUntil("PING");
        link.send("PONG\r\n");
        LinkScene.awaitUp(leaf);

        link.send(line);

        await().atMost(LinkScene.PATIENCE)
            .until(() -> "maximum control line exceeded".equals(LinkScene.first(leaf).lastError()));
      }
    }
  }

  @Test
  void anInfoWithoutMarksOfALeafnodePortIsRefusedAndDialledAgain() throws Exception {
    try (var server = new FakeHub()) {
      Broker leaf = leaf(LinkOptions.to(server.remote()));
      Wire route = server.accept();
      route.send("INFO {\"server_id\":\"R\",\"server_name\":\"R\",\"version\":\"2.9.10\",\"headers\":true} \r\n");
      assertThat(route.rest()).isEmpty();
      assertFails(leaf, "for other servers of its cluster");

      server.accept().send(FakeHub.INFO).line();
    }
  }

  private static void assertFails(Broker broker, String reason) {
    await().atMost(LinkScene.PATIENCE).until(() -> LinkScene.first(broker).lastError() != null);
    assertThat(LinkScene.first(broker).lastError()).contains(reason);
    assertThat(LinkScene.first(broker).state()).isEqualTo(State.DOWN);
  }

  private static String tls(String more) {
    return "tls { cert_file: \"" + TestCertificates.file("server.pem") + "\", key_file: \""
        + TestCertificates.file("server-key.pem") + "\", ca_file: \"" + TestCertificates.file("ca.pem") + "\", " + more
        + " }";
  }
}
