package io.edgesync.mesh.tls;

import io.edgesync.mesh.identity.BoundedFile;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** The TLS of one listener: its files are read, and each channel gets a handler from here. TLS 1.2 and 1.3. */
public final class TlsListener {
  /** All authorities of a system fit. */
  private static final int FILE_BYTES_MAX = 4 << 20;
  static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final TlsOptions options;
  private final SslContext context;

  private TlsListener(TlsOptions options, SslContext context) {
    this.options = options;
    this.context = context;
  }

  /**
   * Reads the files.
   *
   * @throws TlsException when one of them cannot be used; the message names it
   */
  public static TlsListener open(TlsOptions options) throws TlsException {
    List<X509Certificate> chain = certificates(options.certFile());
    PrivateKey key = PemKey.load(options.keyFile());
    if (!belongTogether(key, chain.getFirst().getPublicKey())) {
      throw new TlsException("the key " + options.keyFile() + " is not that of the certificate " + options.certFile(),
          null);
    }
    SslContextBuilder builder = SslContextBuilder.forServer(key, chain)
        .sslProvider(SslProvider.JDK).protocols(PROTOCOLS)
        .clientAuth(options.verifies() ? ClientAuth.REQUIRE : ClientAuth.NONE);
    if (options.caFile() != null) {
      builder.trustManager(certificates(options.caFile()));
    }
    if (!options.ciphers().isEmpty()) {
      builder.ciphers(CipherSuites.with(options.ciphers()));
    }
    try {
      return new TlsListener(options, builder.build());
    } catch (IOException | IllegalArgumentException e) {
      throw new TlsException("cannot use the certificate " + options.certFile() + " with the key " + options.keyFile()
          + ": " + e.getMessage(), e);
    }
  }

  static List<X509Certificate> certificates(Path file) throws TlsException {
    var certificates = new ArrayList<X509Certificate>();
    try {
      var pem = new ByteArrayInputStream(BoundedFile.read(file, FILE_BYTES_MAX));
      CertificateFactory.getInstance("X.509").generateCertificates(pem).forEach(certificate -> {
        if (certificate instanceof X509Certificate x509) {
          certificates.add(x509);
        }
      });
      if (certificates.isEmpty()) {
        throw new IOException("expected a block CERTIFICATE");
      }
      return certificates;
    } catch (IOException | GeneralSecurityException e) {
      throw new TlsException("cannot read the certificates " + file + ": " + e.getMessage(), e);
    }
  }

  private static boolean belongTogether(PrivateKey key, PublicKey certified) {
    byte[] probe = {1, 2, 3};
    String algorithm = switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> "Ed25519";
    };
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(probe);
      byte[] signature = signing.sign();
      signing.initVerify(certified);
      signing.update(probe);
      return signing.verify(signature);
    } catch (GeneralSecurityException otherKindOfKey) {
      return false;
    }
  }

  public TlsOptions options() {
    return options;
  }

  /** A handler that awaits the client's handshake. */
  public SslHandler newHandler(ByteBufAllocator allocator) {
    SslHandler handler = context.newHandler(allocator);
    handler.setHandshakeTimeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
    return handler;
  }

  /** Whom the handshake has proven; null where no certificate is asked for. */
  public @Nullable ClientCertificate certificate(SslHandler handshaken) {
    if (!options.verifies()) {
      return null;
    }
    try {
      return handshaken.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate first
          ? new ClientCertificate(first)
          : null;
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }

  /** Whether the client may come in with this certificate, which is verified. */
  public boolean admits(@Nullable ClientCertificate certificate) {
    return !options.verifies()
        || (certificate != null
            && (options.pinnedCerts().isEmpty() || options.pinnedCerts().contains(certificate.pin())));
  }
}
