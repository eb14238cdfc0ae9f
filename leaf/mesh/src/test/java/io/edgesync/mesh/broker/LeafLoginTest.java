package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LeafAuthorization;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkStatus.State;
import io.edgesync.mesh.tls.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links log in as clients do, and belong to an account then. */
class LeafLoginTest {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final NodeIdentity known = NodeIdentity.generate();

  private BrokerOptions hub() {
    return BrokerOptions.named("login-hub").withClientPort(0).withLeafPort(0).withAccounts(AccountsOptions.of(
        UserOptions.keyed(known.nodeKey()).inAccount("A"),
        UserOptions.named("leaf", "pw").inAccount("A").withPermissions(PermissionsTest.publishing("up.>")
            .withSubscribe(List.of("down.>"), List.of())),
        UserOptions.named("a", "x").inAccount("A"), UserOptions.named("b", "x").inAccount("B")));
  }

  private static String as(String user) {
    return "CONNECT {\"verbose\":false,\"user\":\"" + user + "\",\"pass\":\"x\"}\r\n";
  }

  @Test
  void aKeyThatIsAUserLogsItsNodeIn() throws Exception {
    try (Broker hub = Broker.start(hub());
        Broker leaf = Broker.start(BrokerOptions.of(known).withClientPort(0)
            .withRemote(new LeafRemote("127.0.0.1", hub.leafAddress().getPort())));
        Wire a = Transcripts.settled(hub.clientAddress().getPort(), as("a") + "SUB x 1\r\n");
        Wire b = Transcripts.settled(hub.clientAddress().getPort(), as("b") + "SUB x 1\r\n");
        Wire behind = Transcripts.settled(leaf.clientAddress().getPort(), Transcripts.QUIET)) {
      await().atMost(PATIENCE).until(() -> !leaf.router().match("x").isEmpty());
      behind.send("PUB x 1\r\nx\r\nPING\r\n");
      Transcripts.heard(behind);

      assertThat(a.line()).isEqualTo("MSG x 1 1\r\n");
      assertThat(Transcripts.heard(b.send("PING\r\n"))).isEqualTo("PONG\r\n");
    }
  }

  @Test
  void aStrangerIsRefused() throws Exception {
    try (Broker hub = Broker.start(hub()); var wire = new Wire(hub.leafAddress().getPort())) {
      assertThat(wire.line()).contains("\"auth_required\":true").contains("\"nonce\"");
      wire.send("CONNECT {\"name\":\"x\",\"user\":\"leaf\",\"pass\":\"wrong\"}\r\n");
      assertThat(wire.rest()).isEqualTo("-ERR 'Authorization Violation'\r\n");
    }
    try (Broker hub = Broker.start(hub());
        Broker leaf = Broker.start(BrokerOptions.of(NodeIdentity.generate())
            .withRemote(new LeafRemote("127.0.0.1", hub.leafAddress().getPort())))) {
      await().atMost(PATIENCE).until(() -> leaf.links().getFirst().lastError() != null);
      assertThat(leaf.links().getFirst().state()).isEqualTo(State.DOWN);
      assertThat(hub.links()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"account\":\"B\"", "\"account\":\"A\"", "\"new_account\":true"})
  void whoeverNamesAnAccountIsRefused(String claim) throws Exception {
    try (Broker hub = Broker.start(hub()); var wire = new Wire(hub.leafAddress().getPort())) {
      wire.line();
      wire.send("CONNECT {\"name\":\"x\",\"user\":\"a\",\"pass\":\"x\"," + claim + "}\r\n");
      assertThat(wire.rest()).isEqualTo("-ERR 'Authorization Violation'\r\n");
    }
  }

  @Test
  void whatALinkMaySendAndReceiveIsThatOfItsUser() throws Exception {
    try (Broker hub = Broker.start(hub());
        Wire a = Transcripts.settled(hub.clientAddress().getPort(), as("a") + "SUB *.x 1\r\n");
        var link = new Wire(hub.leafAddress().getPort())) {
      link.line();
      link.send("CONNECT {\"name\":\"x\",\"user\":\"leaf\",\"pass\":\"pw\"}\r\n");
      link.linesUntil("PING");
      link.send("LS+ *.y\r\nPONG\r\nLMSG up.x 1\r\nu\r\nPING\r\n");
      link.linesUntil("PONG");
      assertThat(a.line() + a.bytes(3)).isEqualTo("MSG up.x 1 1\r\nu\r\n");
      a.send("PUB no.y 1\r\nn\r\nPUB down.y 1\r\nd\r\nPING\r\n");
      assertThat(link.linesUntil("LMSG")).endsWith("LMSG down.y 1\r\n");
      link.line();
      link.send("LMSG no.x 1\r\nn\r\n");
      assertThat(link.rest()).isEqualTo("-ERR 'Permissions Violation for Publish to \"no.x\"'\r\n");
      assertThat(Transcripts.heard(a.send("PING\r\n"))).isEqualTo("PONG\r\n");
    }
  }

  @Test
  void linksLogInAsUsersOfTheirOwnAndClientsAsTheOthers(@TempDir Path directory) throws Exception {
    var own = new LeafAuthorization(List.of(UserOptions.named("link", "pw").inAccount("B")), null);
    try (Broker hub = Broker.start(hub().withSecurity(hub().security().withLeafAuthorization(own)));
        var real = NatsServerProcess.start(directory, "", "remotes: [ {url: \"nats-leaf://link:pw@127.0.0.1:"
            + hub.leafAddress().getPort() + "\"} ]");
        Wire client = Transcripts.settled(hub.clientAddress().getPort(), as("b") + "SUB x 1\r\n");
        Wire behind = Transcripts.settled(real.clientPort(), Transcripts.QUIET);
        var stranger = new Wire(hub.leafAddress().getPort());
        var wrongDoor = new Wire(hub.clientAddress().getPort())) {
      await().atMost(PATIENCE).until(() -> {
        behind.send("PUB x r 1\r\nx\r\nPING\r\n");
        return !Transcripts.heard(behind).contains("503");
      });
      assertThat(client.line()).isEqualTo("MSG x 1 r 1\r\n");

      stranger.line();
      stranger.send("CONNECT {\"name\":\"x\",\"user\":\"a\",\"pass\":\"x\"}\r\n");
      assertThat(stranger.rest()).isEqualTo("-ERR 'Authorization Violation'\r\n");
      wrongDoor.line();
      wrongDoor.send("CONNECT {\"verbose\":false,\"user\":\"link\",\"pass\":\"pw\"}\r\n");
      assertThat(wrongDoor.rest()).isEqualTo("-ERR 'Authorization Violation'\r\n");
    }
  }

  @Test
  void aRealLeafnodeComesInOverTls(@TempDir Path directory) throws Exception {
    SecurityOptions security = hub().security().withLeafTls(TestCertificates.server());
    try (Broker hub = Broker.start(hub().withSecurity(security));
        var real = NatsServerProcess.start(directory, "", "remotes: [ {url: \"tls://leaf:pw@localhost:"
            + hub.leafAddress().getPort() + "\", tls: {ca_file: \"" + TestCertificates.file("ca.pem") + "\"}} ]")) {
      await().atMost(PATIENCE).until(() -> !hub.links().isEmpty());
      assertThat(real.log()).doesNotContain("Violation");
    }
  }
}
