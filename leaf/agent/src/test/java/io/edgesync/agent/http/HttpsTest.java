package io.edgesync.agent.http;

import static io.edgesync.agent.http.ServedFront.connect;
import static io.edgesync.agent.http.ServedFront.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.mesh.tls.TestCertificates;
import io.edgesync.mesh.tls.TlsException;
import io.edgesync.mesh.tls.TlsOptions;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same over TLS. */
final class HttpsTest {

  private final ServedFront served = new ServedFront();
  @TempDir
  private Path directory = Path.of("");

  @AfterEach
  void closeTheFront() {
    served.close();
  }

  private HttpFront start(TlsOptions tls) throws IOException {
    served.setOptions(served.options().withTls(tls));
    return served.start();
  }

  @Test
  void aStockClientClonesAndPullsWhereItTrustsTheAuthority() throws Exception {
    FossilProcess fossil = FossilProcess.in(directory);
    String authority = TestCertificates.file("ca.pem").toString();
    served.store().commit("first\n".getBytes(StandardCharsets.UTF_8));
    String url = "https://localhost:" + start(TestCertificates.server()).address().getPort() + "/";
    Path clone = directory.resolve("clone.fossil");

    assertThat(fossil.run(directory, "clone", url, clone.toString()).output()).as("an authority that it does not know")
        .contains("Unable to verify SSL cert");
    Files.deleteIfExists(clone);
    fossil.ok(directory, "settings", "ssl-ca-location", authority, "--global");
    fossil.ok(directory, "clone", url, clone.toString());
    Hash late = served.store().commit("late\n".getBytes(StandardCharsets.UTF_8));
    fossil.ok(directory, "pull", url, "-R", clone.toString(), "--once");

    assertThat(FossilHistory.names(fossil, clone)).contains(late);
  }

  @Test
  void whereCertificatesAreAskedForAStockClientComesInWithItsIdentity() throws Exception {
    FossilProcess fossil = FossilProcess.in(directory);
    served.store().commit("first\n".getBytes(StandardCharsets.UTF_8));
    HttpFront http = start(
        TestCertificates.server().withClients(TlsOptions.Clients.VERIFIED, TestCertificates.file("ca.pem")));
    String url = "https://localhost:" + http.address().getPort() + "/";
    fossil.ok(directory, "settings", "ssl-ca-location", TestCertificates.file("ca.pem").toString(), "--global");

    for (@Nullable
    String nobody : new @Nullable String[]{null, "stranger"}) {
      FossilProcess.Outcome unknown = clone(fossil, url, nobody + ".fossil", nobody);
      assertThat(unknown.exitCode()).isNotZero();
      assertThat(unknown.output()).doesNotContain("Unable to verify");
    }
    FossilProcess.Outcome known = clone(fossil, url, "ann.fossil", "ann");

    assertThat(known.exitCode()).as(known.output()).isZero();
  }

  private FossilProcess.Outcome clone(FossilProcess fossil, String url, String file, @Nullable String identity)
      throws IOException {
    if (identity == null) {
      return fossil.run(directory, "clone", url, file);
    }
    Path both = directory.resolve(identity + "-both.pem");
    Files.writeString(both, Files.readString(TestCertificates.file(identity + ".pem"))
        + Files.readString(TestCertificates.file(identity + "-key.pem")));
    return fossil.run(directory, "clone", "--ssl-identity", both.toString(), url, file);
  }

  @Test
  void severalRequestsGoOverOneConnectionAndALongReplyArrives() throws Exception {
    byte[] content = new byte[1 << 20];
    new Random(5).nextBytes(content);
    served.store().commit(content);
    HttpFront http = start(TestCertificates.server());
    URI uri = URI.create("https://localhost:" + http.address().getPort() + "/");
    try (HttpClient client = HttpClient.newBuilder().sslContext(TestCertificates.client(null)).build()) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<byte[]> clone = client.send(HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-fossil-debug").expectContinue(i == 1)
            .POST(HttpRequest.BodyPublishers.ofString("pragma client-version 22100 20230226 192424\nclone 3 1\n"))
            .build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(clone.statusCode()).isEqualTo(200);
        assertThat(clone.body().length).isGreaterThan(content.length);
      }
    }
    assertThat(http.connections().count()).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void modernProtocolsAreSpoken(String protocol) throws Exception {
    try (SSLSocket socket = (SSLSocket) TestCertificates.client(null).getSocketFactory().createSocket("127.0.0.1",
        start(TestCertificates.server()).address().getPort())) {
      socket.setEnabledProtocols(new String[]{protocol});
      socket.setSoTimeout(20_000);
      send(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(RawHttp.readReply(socket)).startsWith("HTTP/1.1 200");
      assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
    }
  }

  @Test
  void plainTextAndOldProtocolsAreNot() throws Exception {
    HttpFront http = start(TestCertificates.server());
    try (Socket socket = connect(http)) {
      send(socket, "GET / HTTP/1.0\r\n\r\n");

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("HTTP/1.1 200");
    }
    try (Socket socket = connect(http)) {
      // A ClientHello whose newest version is TLS 1.1.
      byte[] hello = HexFormat.of().parseHex("160302002d010000290302" + "00".repeat(32) + "000002c0130100");
      socket.getOutputStream().write(hello);

      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(answer).as("an alert, or nothing").satisfiesAnyOf(none -> assertThat(none).isEmpty(),
          alert -> assertThat(alert[0]).isEqualTo((byte) 21));
    }
  }

  @Test
  void aHandshakeThatDoesNotComeIsNotAwaitedForEver() throws Exception {
    HttpFront http = start(TestCertificates.server().withTimeout(Duration.ofSeconds(1)));
    try (Socket socket = connect(http)) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aCertificateThatChangesIsShownAndAnUnusableOneIsNot() throws Exception {
    Path certificate = Files.copy(TestCertificates.file("server.pem"), directory.resolve("server.pem"));
    Path key = Files.copy(TestCertificates.file("server-key.pem"), directory.resolve("server-key.pem"));
    HttpFront http = start(TlsOptions.of(certificate, key));
    assertThat(shown(http)).isEqualTo(TestCertificates.certificate("server"));

    Files.writeString(key, "no key");
    replace("ann.pem", certificate);
    replace("ann-key.pem", key);
    Awaitility.await().atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(shown(http)).isEqualTo(TestCertificates.certificate("ann")));

    Files.writeString(key, "no key");
    assertThat(shown(http)).isEqualTo(TestCertificates.certificate("ann"));
  }

  private static void replace(String name, Path file) throws IOException {
    Path beside = file.resolveSibling("new");
    Files.copy(TestCertificates.file(name), beside);
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static X509Certificate shown(HttpFront http) throws Exception {
    SSLContext client = TestCertificates.client(null);
    try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", http.address().getPort())) {
      socket.setSoTimeout(20_000);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatCannotBeUsedIsNamed() {
    assertThatThrownBy(() -> start(TlsOptions.of(directory.resolve("no.pem"), TestCertificates.file("server-key.pem"))))
        .isInstanceOf(TlsException.class).hasMessageContaining("no.pem");
    for (String other : List.of("ann-key.pem", "ca.pem")) {
      assertThatThrownBy(() -> start(TlsOptions.of(TestCertificates.file("server.pem"), TestCertificates.file(other))))
          .isInstanceOf(TlsException.class).hasMessageContaining(other);
    }
  }
}
