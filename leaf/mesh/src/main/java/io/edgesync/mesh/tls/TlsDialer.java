package io.edgesync.mesh.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** The TLS of one link that is dialled: its files are read, and each attempt gets a handler from here. TLS 1.2 and 1.3. */
public final class TlsDialer {
  private final DialTls options;
  private final JdkSslContext context;

  private TlsDialer(DialTls options, JdkSslContext context) {
    this.options = options;
    this.context = context;
  }

  /**
   * Reads the files.
   *
   * @throws TlsException when one of them cannot be used; the message names it
   */
  public static TlsDialer open(DialTls options) throws TlsException {
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK)
        .protocols(TlsListener.PROTOCOLS);
    if (options.insecure()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
    } else {
      builder.endpointIdentificationAlgorithm("HTTPS");
      if (options.caFile() != null) {
        builder.trustManager(TlsListener.certificates(options.caFile()));
      }
    }
    if (options.certFile() != null && options.keyFile() != null) {
      builder.keyManager(PemKey.load(options.keyFile()), TlsListener.certificates(options.certFile()));
    }
    try {
      return new TlsDialer(options, (JdkSslContext) builder.build());
    } catch (IOException | IllegalArgumentException e) {
      throw new TlsException("cannot use the TLS of the remote: " + e.getMessage(), e);
    }
  }

  public DialTls options() {
    return options;
  }

  /** For a client that makes its own sockets; it has to compare the name of the server itself. */
  public SSLContext context() {
    return context.context();
  }

  /**
   * A handler that begins the handshake as soon as it is in a pipeline.
   *
   * @param name that the server's certificate has to have
   */
  public SslHandler newHandler(ByteBufAllocator allocator, String name, int port) {
    SslHandler handler = context.newHandler(allocator, name, port);
    handler.setHandshakeTimeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
    return handler;
  }
}
