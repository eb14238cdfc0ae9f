package io.edgesync.mesh.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The files below {@code tls} of the test resources, which its {@code make} makes. */
public final class TestCertificates {

  private static @Nullable Path copies;

  private TestCertificates() {}

  /** The file of that name, such as {@code ca.pem}; a copy of it for other modules, which have them in an archive. */
  public static synchronized Path file(String name) {
    try {
      URL found = Objects.requireNonNull(TestCertificates.class.getResource("/tls/" + name));
      if (!found.getProtocol().equals("jar")) {
        return Path.of(found.toURI());
      }
      if (copies == null) {
        copies = Files.createTempDirectory("edgesync-tls");
        copies.toFile().deleteOnExit();
      }
      Path copy = copies.resolve(name);
      if (Files.notExists(copy)) {
        try (InputStream in = found.openStream()) {
          Files.copy(in, copy);
        }
        copy.toFile().deleteOnExit();
      }
      return copy;
    } catch (URISyntaxException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** TLS of {@code server.pem}. */
  public static TlsOptions server() {
    return TlsOptions.of(file("server.pem"), file("server-key.pem"));
  }

  public static X509Certificate certificate(String name) throws Exception {
    try (InputStream in = Files.newInputStream(file(name + ".pem"))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  /** A client that trusts the authority and shows that certificate; null for none. */
  public static SSLContext client(@Nullable String name) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", certificate("ca"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
    own.load(null, null);
    if (name != null) {
      own.setKeyEntry("own", PemKey.load(file(name + "-key.pem")), new char[0],
          new Certificate[]{certificate(name)});
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
