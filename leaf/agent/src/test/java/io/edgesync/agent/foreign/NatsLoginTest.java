package io.edgesync.agent.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.NatsServerProcess;
import io.edgesync.mesh.broker.SecurityOptions;
import io.edgesync.mesh.broker.SignedOperator;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LinkLogin;
import io.edgesync.mesh.tls.TlsOptions;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ways to log in at a foreign server, and TLS to it. */
@Timeout(120)
class NatsLoginTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  private Path directory = Path.of("");
  private final NodeIdentity node = NodeIdentity.generate();

  private NatsBus open(String url, UnaryOperator<NatsBusOptions> how) {
    return NatsBus.open(how.apply(NatsBusOptions.of(ForeignServer.parse(url), node, "inbox")));
  }

  private void comesIn(String url, UnaryOperator<NatsBusOptions> how) throws InterruptedException {
    try (NatsBus bus = open(url, how)) {
      assertThat(bus.awaitUp(PATIENCE)).as(() -> String.valueOf(bus.status())).isTrue();
    }
  }

  private String refused(String url, UnaryOperator<NatsBusOptions> how) {
    try (NatsBus bus = open(url, how)) {
      await().atMost(PATIENCE).until(() -> bus.status().lastError() != null);
      assertThat(bus.status().isUp()).isFalse();
      return bus.status().toString();
    }
  }

  @Test
  void byNameAndPasswordOfTheUrlWhichNobodyIsShown() throws Exception {
    try (NatsServerProcess server = NatsServerProcess.start(directory, "authorization { user: ann, password: right }",
        "")) {
      String at = "127.0.0.1:" + server.clientPort();
      comesIn("nats://ann:right@" + at, options -> options);

      assertThat(refused("nats://ann:wr0ng@" + at, options -> options)).contains("refuses the login")
          .doesNotContain("wr0ng");
      assertThat(refused("nats://" + at, options -> options)).contains("refuses the login");
    }
  }

  /** It comes in, and hears nothing: that is told while what it wants to hear is said, before it is up. */
  @Test
  void whoMayNotSubscribeIsToldSo() throws Exception {
    try (NatsServerProcess server = NatsServerProcess.start(directory, "authorization { users: [ {user: ann,"
        + " password: right, permissions: { subscribe: { deny: \">\" } } } ] }", "");
        NatsBus bus = open("nats://ann:right@127.0.0.1:" + server.clientPort(), options -> options)) {
      bus.subscribe("fossil.x", _ -> {});
      assertThat(bus.awaitUp(PATIENCE)).isTrue();
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(bus.status().lastError())
          .contains("Permissions Violation for Subscription"));
    }
  }

  @Test
  void byTokenOfTheUrl() throws Exception {
    try (NatsServerProcess server = NatsServerProcess.start(directory, "authorization { token: s3cret }", "")) {
      comesIn("nats://s3cret@127.0.0.1:" + server.clientPort(), options -> options);
    }
  }

  @Test
  void byTheKeyOfTheNodeOrAnotherUnlessTheUrlNamesSomebody() throws Exception {
    NodeIdentity other = NodeIdentity.generate();
    try (NatsServerProcess server = NatsServerProcess.start(directory, "authorization { users: [ {nkey: "
        + node.nodeKey() + "}, {nkey: " + other.nodeKey() + "}, {user: ann, password: right} ] }", "")) {
      String at = "127.0.0.1:" + server.clientPort();
      comesIn("nats://" + at, options -> options);
      comesIn("nats://" + at, options -> options.withLogin(new LinkLogin.ByKey(other)));
      comesIn("nats://ann:right@" + at, options -> options);
      assertThat(refused("nats://" + at, options -> options.withLogin(new LinkLogin.ByKey(NodeIdentity.generate()))))
          .contains("refuses the login");
    }
  }

  @Test
  void byACredentialsFile() throws Exception {
    SignedOperator operator = SignedOperator.create();
    Path file = directory.resolve("ann.creds");
    operator.writeCredentials(file);

    try (Broker server = Broker
        .start(BrokerOptions.named("op").withClientPort(0).withAccounts(operator.accounts()))) {
      String url = "nats://127.0.0.1:" + Objects.requireNonNull(server.clientAddress()).getPort();
      comesIn(url, options -> options.withLogin(new LinkLogin.ByCredentials(file)));
      assertThat(refused(url, options -> options.withLogin(new LinkLogin.ByCredentials(directory.resolve("none")))))
          .contains("none");
    }
  }

  @Test
  void tlsTakesOnlyCertificatesOfTheNameThatIsDialled() throws Exception {
    UnaryOperator<NatsBusOptions> trusting = options -> options.withTls(trust());
    try (Broker server = startTls("server"); Broker elsewhere = startTls("ann")) {
      comesIn("tls://" + at(server), trusting);
      comesIn("nats://" + at(server), trusting);
      assertThat(refused("tls://" + at(server), options -> options)).contains("certif");
      assertThat(refused("tls://" + at(elsewhere), trusting)).contains("127.0.0.1");
    }
  }

  @Test
  void tlsIsNotDoneWithoutWhenTheUrlAsksForIt() throws Exception {
    try (NatsServerProcess server = NatsServerProcess.start(directory)) {
      assertThat(refused("tls://127.0.0.1:" + server.clientPort(), options -> options)).contains("SSL");
    }
  }

  private static String at(Broker server) {
    return "127.0.0.1:" + Objects.requireNonNull(server.clientAddress()).getPort();
  }

  private Broker startTls(String certificate) throws Exception {
    return Broker.start(BrokerOptions.named(certificate).withClientPort(0).withSecurity(SecurityOptions.NONE
        .withClientTls(TlsOptions.of(pem(certificate + ".pem"), pem(certificate + "-key.pem")))));
  }

  private Path pem(String name) throws Exception {
    Path file = directory.resolve(name);
    try (InputStream in = resource(name)) {
      Files.copy(in, file);
    }
    return file;
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(Broker.class.getResourceAsStream("/tls/" + name));
  }

  private static SSLContext trust() {
    try (InputStream in = resource("ca.pem")) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
