package io.edgesync.agent.foreign;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS whose sockets compare the name in the server's certificate with the one dialled. jnats starts handshakes without asking for
 * that, so that any certificate of a trusted authority would do, whomever it was issued to.
 */
final class NamedServerTls extends SSLContext {

  private NamedServerTls(SSLContext base, String configuredHost) {
    super(new Spi(base, configuredHost), base.getProvider(), base.getProtocol());
  }

  /**
   * @param base           whom to trust
   * @param configuredHost of the URL; where a server tells of further addresses by number, their certificates name this one
   */
  static SSLContext of(SSLContext base, String configuredHost) {
    return new NamedServerTls(base, configuredHost);
  }

  private static final class Spi extends SSLContextSpi {
    private final SSLContext base;
    private final SSLSocketFactory sockets;

    Spi(SSLContext base, String configuredHost) {
      this.base = base;
      this.sockets = new Sockets(base.getSocketFactory(), configuredHost);
    }

    @Override
    protected void engineInit(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust,
        @Nullable SecureRandom random) throws KeyManagementException {
      throw new KeyManagementException("it is made of a context that is ready");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return sockets;
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return base.getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return base.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return base.createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return base.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return base.getClientSessionContext();
    }
  }

  private static final class Sockets extends SSLSocketFactory {
    private final SSLSocketFactory base;
    private final String configuredHost;

    Sockets(SSLSocketFactory base, String configuredHost) {
      this.base = base;
      this.configuredHost = configuredHost;
    }

    private static Socket checking(Socket socket) {
      if (socket instanceof SSLSocket secure) {
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
      }
      return socket;
    }

    private String name(String host) {
      return host.indexOf(':') >= 0 || host.matches("[0-9.]+") ? configuredHost : host;
    }

    @Override
    public Socket createSocket(Socket below, String host, int port, boolean closeBelow) throws IOException {
      return checking(base.createSocket(below, name(host), port, closeBelow));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return checking(base.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
      return checking(base.createSocket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return checking(base.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
      return checking(base.createSocket(host, port, from, fromPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return base.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return base.getSupportedCipherSuites();
    }
  }
}
