package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.mesh.broker.NatsServerProcess;
import io.edgesync.mesh.broker.SignedOperator;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LinkLogin;
import io.edgesync.mesh.tls.DialTls;
import io.edgesync.mesh.tls.TestCertificates;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How daemons come in at a nats-server that wants a login, or TLS. */
@Timeout(180)
class MeshLoginTest extends TwoClonesTest {

  private final MemoryBudget budget = new MemoryBudget(32L << 20);

  @Test
  void aCredentialsFileServesLinksClientsAndOneCommand() throws Exception {
    SignedOperator operator = SignedOperator.create();
    Path file = temp.resolve("desk.creds");
    operator.writeCredentials(file);
    MeshLogin login = new MeshLogin(new LinkLogin.ByCredentials(file), null);
    assertThat(login.account()).startsWith("A").hasSize(56);
    assertThat(MeshLogin.NODE.account()).isNull();
    try (NatsServerProcess server = NatsServerProcess.start(temp, operator.config(), "");
        Daemon first = Daemon
            .start(options("a", alice.repository()).withUpstreams(List.of(server.leafUrl())).withMeshLogin(login));
        Daemon second = Daemon
            .start(options("b", bob).withUpstreams(List.of(server.clientUrl())).withMeshLogin(login))) {
      awaitHeld(bob, alice.commit("a.txt", bytes("one by a link, one as a client\n")));
      assertThat(first.status().links()).allMatch(link -> link.state().equals("up"));
      assertThat(second.status().links()).allMatch(link -> link.state().equals("up"));

      ProjectCode project = new ProjectCode(alice.sql(bob, "SELECT value FROM config WHERE name='project-code'"));
      for (String url : List.of(server.leafUrl(), server.clientUrl())) {
        try (MeshClient client = MeshClient.join(MeshClientOptions.of(url).withLogin(login), budget);
            Transport way = client.transport(project)) {
          assertThat(way.peerName()).isNotEmpty();
        }
      }
    }
  }

  @Test
  void aKeyOfItsOwnIsTakenAndTheOneOfTheNodeIsNot() throws Exception {
    NodeIdentity key = NodeIdentity.generate();
    try (NatsServerProcess server = NatsServerProcess.start(temp,
        "authorization { users: [ {nkey: " + key.nodeKey() + "} ] }", "");
        Daemon known = Daemon.start(options("a", alice.repository()).withUpstreams(List.of(server.clientUrl()))
            .withMeshLogin(new MeshLogin(new LinkLogin.ByKey(key), null)));
        Daemon unknown = Daemon.start(options("b", bob).withUpstreams(List.of(server.clientUrl())))) {
      Awaitility.await().until(() -> known.status().links().getFirst().state().equals("up"));
      Awaitility.await().until(() -> !unknown.status().links().getFirst().lastError().isEmpty());
      assertThat(unknown.status().links().getFirst().state()).isEqualTo("connecting");
    }
  }

  @Test
  void theServersCertificateIsOneOfTheAuthoritiesThatWereGiven() throws Exception {
    String tls = "tls { cert_file: \"" + TestCertificates.file("server.pem") + "\", key_file: \""
        + TestCertificates.file("server-key.pem") + "\" }";
    MeshLogin trusting = new MeshLogin(LinkLogin.NODE, DialTls.DEFAULT.withCaFile(TestCertificates.file("ca.pem")));
    MeshLogin stranger = new MeshLogin(LinkLogin.NODE,
        DialTls.DEFAULT.withCaFile(TestCertificates.file("other-ca.pem")));
    try (NatsServerProcess server = NatsServerProcess.start(temp, tls, tls);
        Daemon first = Daemon
            .start(options("a", alice.repository()).withUpstreams(List.of(server.leafUrl())).withMeshLogin(trusting));
        Daemon second = Daemon
            .start(options("b", bob).withUpstreams(List.of(server.clientUrl())).withMeshLogin(trusting))) {
      awaitHeld(bob, alice.commit("a.txt", bytes("nobody reads this on its way\n")));
      assertThat(first.status().links()).allMatch(link -> link.state().equals("up"));
      assertThat(second.status().links()).allMatch(link -> link.state().equals("up"));

      for (String url : List.of(server.leafUrl(), server.clientUrl())) {
        assertThatThrownBy(() -> MeshClient.join(MeshClientOptions.of(url).withLogin(stranger), budget))
            .isInstanceOf(AgentException.MeshUnreachable.class).hasMessageContaining("certif");
      }
    }
  }

  @Test
  void aServerWithoutTlsIsNotSpokenToWhereAuthoritiesWereGiven() throws Exception {
    MeshLogin trusting = new MeshLogin(LinkLogin.NODE, DialTls.DEFAULT.withCaFile(TestCertificates.file("ca.pem")));
    try (NatsServerProcess server = NatsServerProcess.start(temp)) {
      for (String url : List.of(server.leafUrl(), server.clientUrl())) {
        assertThatThrownBy(() -> MeshClient
            .join(new MeshClientOptions(url, trusting, "fossil", Duration.ofSeconds(3), Duration.ofSeconds(3)), budget))
            .isInstanceOf(AgentException.MeshUnreachable.class);
      }
    }
  }
}
