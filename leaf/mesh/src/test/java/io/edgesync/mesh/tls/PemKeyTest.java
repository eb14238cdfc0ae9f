package io.edgesync.mesh.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemKeyTest {

  @Test
  void keysAreReadAsOpensslWritesThem() throws Exception {
    assertThat(PemKey.load(TestCertificates.file("server-key.pem")).getAlgorithm()).isEqualTo("RSA");
    assertThat(PemKey.load(TestCertificates.file("ann-key.pem")).getAlgorithm()).isEqualTo("EC");
    assertThat(PemKey.load(TestCertificates.file("bob-key.pem")).getAlgorithm()).isEqualTo("EdDSA");
  }

  @Test
  void theFileThatHoldsNoKeyIsNamed(@TempDir Path directory) throws Exception {
    Path cut = Files.writeString(directory.resolve("cut.pem"),
        "-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\n");

    for (Path file : List.of(cut, TestCertificates.file("ca.pem"), directory.resolve("none.pem"))) {
      assertThatThrownBy(() -> PemKey.load(file)).isInstanceOf(TlsException.class)
          .hasMessageContaining(file.toString());
      assertThatThrownBy(() -> TlsListener.open(TlsOptions.of(TestCertificates.file("server.pem"), file)))
          .isInstanceOf(TlsException.class).hasMessageContaining(file.toString());
    }
    assertThatThrownBy(() -> TlsListener.open(TlsOptions.of(TestCertificates.file("server.pem"),
        TestCertificates.file("ann-key.pem")))).isInstanceOf(TlsException.class).hasMessageContaining("ann-key");
  }

  @Test
  void aCertificateNamesUsersByAddressThenNameThenSubject() throws Exception {
    var ann = new ClientCertificate(TestCertificates.certificate("ann"));
    var bob = new ClientCertificate(TestCertificates.certificate("bob"));

    assertThat(ann.named(Map.of("ann@example.org", 1, "CN=ann,O=Test", 2))).containsExactly(1, 2);
    assertThat(bob.named(Map.of("bob.example.org", 1))).containsExactly(1);
    assertThat(bob.named(Map.of("O=Test,CN=bob,OU=Field", 1, "CN=bob,OU=Field,O=Test", 2))).containsExactly(2, 1);
    assertThat(bob.named(Map.of("CN=Bob,OU=Field,O=Test", 1, "CN=bob,O=Test", 2, "bob", 3))).isEmpty();
  }

  @Test
  void aPinIsAHash() {
    assertThatThrownBy(() -> TestCertificates.server().withPinnedCerts(Set.of("abc")))
        .hasMessageContaining("pinned_certs").hasMessageContaining("abc");
  }
}
