package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.leafnode.ServerInfo;
import io.edgesync.mesh.tls.ClientCertificate;
import io.edgesync.mesh.tls.TestCertificates;
import io.edgesync.mesh.tls.TlsOptions;
import io.edgesync.mesh.tls.TlsOptions.Clients;
import io.edgesync.mesh.tls.TlsOptions.Mode;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * TLS on the client listener: scenes are played with nats-server of the same configuration, too, where it has the feature. Of the
 * reference's checklist: 49.
 */
@SuppressWarnings("try") // closing a jnats connection may be interrupted; here nobody interrupts
class TlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir
  private Path directory;

  private Transcripts start(String realTls, String realRest, TlsOptions tls, AccountsOptions accounts)
      throws IOException {
    return Transcripts.start(directory,
        "tls { cert_file: \"" + TestCertificates.file("server.pem") + "\", key_file: \""
            + TestCertificates.file("server-key.pem") + "\", timeout: 5\n" + realTls + "}\n" + realRest,
        SecurityOptions.NONE.withClientTls(tls.withTimeout(Duration.ofSeconds(5))).withAccounts(accounts));
  }

  private static Broker ours(TlsOptions tls) throws IOException {
    return Broker.start(BrokerOptions.named("tls").withClientPort(0)
        .withSecurity(SecurityOptions.NONE.withClientTls(tls)));
  }

  private static String demands(String line) {
    var info = ServerInfo.parse(line.substring(5));
    return info.tlsRequired() + " " + line.contains("\"tls_verify\":true") + " "
        + line.contains("\"tls_available\":true") + "\n";
  }

  /** INFO, handshake with that certificate, and what then comes. */
  private static String upgraded(int port, @Nullable String certificate, String script) throws Exception {
    try (var wire = new Wire(port)) {
      String info = demands(wire.line());
      try {
        wire.startTls(TestCertificates.client(certificate));
      } catch (IOException refused) {
        return info + "(closed)";
      }
      return info + Transcripts.heard(wire.send(script));
    }
  }

  @Test
  void infoComesFirstThenTheHandshake() throws Exception {
    try (var both = start("", "", TestCertificates.server(), AccountsOptions.OPEN)) {
      String script = Transcripts.QUIET + "SUB a 1\r\nPUB a 200000\r\n" + "x".repeat(200_000) + "\r\nPING\r\n";
      assertThat(both.same(port -> upgraded(port, null, script))).startsWith("true false false\nMSG a 1 200000\r\n")
          .endsWith("PONG\r\n");
      assertThat(both.same(Transcripts.QUIET + "PING\r\n")).isEqualTo("(closed)");
      assertThat(both.same(port -> upgraded(port, null, "FOO\r\n"))).endsWith("Operation'\r\n(closed)");
    }
  }

  @Test
  void clientsMayHaveToShowACertificate() throws Exception {
    try (var both = start("ca_file: \"" + TestCertificates.file("ca.pem") + "\", verify: true", "",
        TestCertificates.server().withClients(Clients.VERIFIED, TestCertificates.file("ca.pem")),
        AccountsOptions.OPEN)) {
      String script = Transcripts.QUIET + "PING\r\n";
      assertThat(both.same(port -> upgraded(port, "ann", script))).isEqualTo("true true false\nPONG\r\n");
      assertThat(both.same(port -> upgraded(port, "bob", script))).isEqualTo("true true false\nPONG\r\n");
      assertThat(both.same(port -> upgraded(port, null, script))).isEqualTo("true true false\n(closed)");
      assertThat(both.same(port -> upgraded(port, "stranger", script))).isEqualTo("true true false\n(closed)");
    }
  }

  @Test
  void aCertificateMayNameTheUser() throws Exception {
    try (var both = start("ca_file: \"" + TestCertificates.file("ca.pem") + "\", verify_and_map: true",
        "authorization { users: [ {user: \"ann@example.org\", permissions: {publish: \"a\"}},\n"
            + "{user: \"CN=bob,OU=Field,O=Test\", permissions: {publish: \"b\"}} ] }",
        TestCertificates.server().withClients(Clients.MAPPED, TestCertificates.file("ca.pem")),
        AccountsOptions.of(
            UserOptions.named("ann@example.org", "").withPermissions(PermissionsTest.publishing("a")),
            UserOptions.named("CN=bob,OU=Field,O=Test", "").withPermissions(PermissionsTest.publishing("b"))))) {
      String script = Transcripts.QUIET + "PUB a 1\r\nx\r\nPUB b 1\r\nx\r\nPING\r\n";
      assertThat(both.same(port -> upgraded(port, "ann", script))).contains("Publish to \"b\"").endsWith("PONG\r\n");
      assertThat(both.same(port -> upgraded(port, "bob", script))).contains("Publish to \"a\"").endsWith("PONG\r\n");
    }
  }

  @Test
  void aCertificateThatNamesNobodyIsNoLogin() throws Exception {
    try (var both = start("ca_file: \"" + TestCertificates.file("ca.pem") + "\", verify_and_map: true",
        "authorization { users: [ {user: ann, password: x} ] }",
        TestCertificates.server().withClients(Clients.MAPPED, TestCertificates.file("ca.pem")),
        AccountsOptions.of(UserOptions.named("ann", "x")))) {
      assertThat(both.same(
          port -> upgraded(port, "ann", "CONNECT {\"user\":\"ann\",\"pass\":\"x\"}\r\nPING\r\n")))
          .endsWith("-ERR 'Authorization Violation'\r\n(closed)");
    }
  }

  @Test
  void onlyPinnedCertificatesMayComeIn() throws Exception {
    String pin = new ClientCertificate(TestCertificates.certificate("bob")).pin();
    TlsOptions tls = TestCertificates.server().withClients(Clients.VERIFIED, TestCertificates.file("ca.pem"))
        .withPinnedCerts(Set.of(pin.toUpperCase(java.util.Locale.ROOT)));
    try (var both = start("ca_file: \"" + TestCertificates.file("ca.pem") + "\", verify: true, pinned_certs: [\"" + pin
        + "\"]", "", tls, AccountsOptions.OPEN)) {
      String script = Transcripts.QUIET + "PING\r\n";
      assertThat(both.same(port -> upgraded(port, "bob", script))).endsWith("PONG\r\n");
      assertThat(both.same(port -> upgraded(port, "ann", script))).endsWith("(closed)");
    }
  }

  @Test
  void plainTextMayBeTakenToo() throws Exception {
    try (var both = start("", "allow_non_tls: true",
        TestCertificates.server().withMode(new Mode.InfoFirst(true)), AccountsOptions.OPEN)) {
      String script = Transcripts.QUIET + "PING\r\n";
      assertThat(both.same(port -> upgraded(port, null, script))).isEqualTo("false false true\nPONG\r\n");
      assertThat(both.same(script)).isEqualTo("PONG\r\n");
    }
  }

  @Test
  void theHandshakeMayComeFirst() throws Exception {
    try (Broker broker = ours(TestCertificates.server().withMode(new Mode.HandshakeFirst(null)));
        var wire = new Wire(broker.clientAddress().getPort())) {
      wire.startTls(TestCertificates.client(null));
      assertThat(demands(wire.line())).isEqualTo("true false false\n");
      assertThat(Transcripts.heard(wire.send(Transcripts.QUIET + "PING\r\n"))).isEqualTo("PONG\r\n");
      try (Connection nats = jnats(broker, true)) {
        assertThat(nats.RTT()).isLessThan(PATIENCE);
      }
    }
  }

  @Test
  void whoeverWaitsForInfoIsSentItAllTheSameAfterAWhile() throws Exception {
    try (Broker broker = ours(
        TestCertificates.server().withMode(new Mode.HandshakeFirst(Duration.ofMillis(200))));
        Connection first = jnats(broker, true);
        Connection second = jnats(broker, false)) {
      assertThat(first.RTT()).isLessThan(PATIENCE);
      assertThat(second.RTT()).isLessThan(PATIENCE);
    }
  }

  private static Connection jnats(Broker broker, boolean tlsFirst) throws Exception {
    Options.Builder options = new Options.Builder().server("tls://localhost:" + broker.clientAddress().getPort())
        .sslContext(TestCertificates.client(null)).connectionTimeout(PATIENCE).maxReconnects(0);
    return Nats.connect((tlsFirst ? options.tlsFirst() : options).build());
  }

  @Test
  void jnatsTalksOverTls() throws Exception {
    try (Broker broker = ours(TestCertificates.server());
        Connection asking = jnats(broker, false);
        Connection answering = jnats(broker, false)) {
      answering.createDispatcher(message -> answering.publish(message.getReplyTo(), message.getData()))
          .subscribe("svc");
      answering.flush(PATIENCE);
      byte[] large = "0123456789".repeat(50_000).getBytes(StandardCharsets.US_ASCII);

      assertThat(asking.request("svc", large, PATIENCE).getData()).isEqualTo(large);
    }
  }

  @Test
  void whoeverDoesNotShakeHandsInTimeIsSentAway() throws Exception {
    try (Broker broker = ours(TestCertificates.server().withTimeout(Duration.ofMillis(200)));
        var wire = new Wire(broker.clientAddress().getPort())) {
      wire.line();
      assertThat(wire.rest()).isEmpty();
    }
  }

  @Test
  void aMissingFileIsNamedBeforeAnythingListens() {
    TlsOptions tls = TlsOptions.of(Path.of("/nowhere/cert.pem"), TestCertificates.file("server-key.pem"));

    assertThatThrownBy(() -> ours(tls)).isInstanceOf(ListenException.class).hasMessageContaining("/nowhere/cert.pem");
  }

  /** Names as nats-server lists them, which are Go's; TLS 1.3 has its own, whatever is named. */
  @Test
  void cipherSuitesAreNamedAsNatsServerNamesThem() throws Exception {
    String named = "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305";
    TlsOptions tls = TestCertificates.server();
    try (Transcripts both = start("cipher_suites: [ \"" + named + "\" ]\n", "",
        new TlsOptions(tls.certFile(), tls.keyFile(), tls.caFile(), tls.clients(), tls.pinnedCerts(), List.of(named),
            tls.timeout(), tls.mode()),
        AccountsOptions.OPEN)) {
      both.same(port -> upgraded(port, null, "PING\r\n"));
    }
  }

  @Test
  void monitoringKnowsWhatWasAgreedUpon() throws Exception {
    try (Broker ours = ours(TestCertificates.server())) {
      try (var wire = new Wire(ours.clientAddress().getPort())) {
        wire.line();
        wire.startTls(TestCertificates.client(null));
        assertThat(Transcripts.heard(wire.send(Transcripts.QUIET + "PING\r\n"))).startsWith("PONG");
        assertThat(ours.status().clients().stream().map(ClientStatus::tls).toList()).singleElement().satisfies(tls -> {
          assertThat(tls.protocol()).isEqualTo("TLSv1.3");
          assertThat(tls.cipherSuite()).startsWith("TLS_");
        });
      }
      Awaitility.await().atMost(PATIENCE).until(() -> !ours.status().closedClients().isEmpty());
      assertThat(ours.status().closedClients().getFirst().tls().protocol()).isEqualTo("TLSv1.3");
    }
  }
}
