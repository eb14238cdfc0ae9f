package io.edgesync.mesh.broker;

import io.edgesync.mesh.tls.ClientCertificate;
import io.edgesync.mesh.tls.TlsListener;
import io.edgesync.mesh.tls.TlsOptions;
import io.edgesync.mesh.tls.TlsSniffer;
import io.edgesync.mesh.websocket.UpgradeRequest;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Duration;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * How an accepted connection becomes a TLS connection: who speaks first, and what is asked of the client's certificate. On the
 * connection's event loop.
 */
final class Encryption {
  private final Connection connection;
  private final @Nullable TlsListener listener;
  private final Runnable greet;
  private final Runnable whenReady;
  private final boolean done;
  private boolean greeted;
  private @Nullable ClientCertificate certificate;

  /**
   * @param entrance says whether there is TLS, and whether it is behind us already
   * @param greet sends INFO
   * @param whenReady the client may speak
   */
  Encryption(Connection connection, Entrance entrance, Runnable greet, Runnable whenReady) {
    this.connection = connection;
    this.listener = entrance.tls();
    UpgradeRequest upgraded = entrance.upgraded();
    this.done = upgraded != null;
    this.certificate = upgraded == null ? null : upgraded.certificate();
    this.greet = greet;
    this.whenReady = whenReady;
  }

  /** INFO says {@code tls_required}: plain text is not taken. */
  boolean isRequired() {
    return listener != null && !isOptional();
  }

  /** INFO says {@code tls_available}: plain text is taken, too. */
  boolean isOptional() {
    return listener != null && listener.options().mode().equals(new TlsOptions.Mode.InfoFirst(true));
  }

  boolean asksForCertificate() {
    return listener != null && listener.options().verifies();
  }

  /** Users are named by certificates and by nothing else. */
  boolean namesUsers() {
    return listener != null && listener.options().clients() == TlsOptions.Clients.MAPPED;
  }

  /** How long a handshake may take; null without TLS. */
  @Nullable
  Duration timeout() {
    return listener == null ? null : listener.options().timeout();
  }

  /** Whom the handshake has proven; null for nobody. */
  @Nullable
  ClientCertificate certificate() {
    return certificate;
  }

  /** Any thread: what the handshake ended with. */
  ClientStatus.Tls agreed() {
    SslHandler handler = connection.channel.pipeline().get(SslHandler.class);
    if (handler == null) {
      return ClientStatus.Tls.NONE;
    }
    SSLSession session = handler.engine().getSession();
    return session.isValid()
        ? new ClientStatus.Tls(session.getProtocol(), session.getCipherSuite())
        : ClientStatus.Tls.NONE;
  }

  /** Whether who has shown this certificate may stay where {@code now} is the TLS. */
  boolean stillAdmits(@Nullable TlsListener now) {
    return certificate == null || now == null || now.admits(certificate);
  }

  void begin() {
    if (listener == null || done) {
      greetOnce();
      whenReady.run();
      return;
    }
    ChannelPipeline pipeline = connection.channel.pipeline();
    switch (listener.options().mode()) {
      case TlsOptions.Mode.InfoFirst(boolean plainToo) -> {
        // INFO is handed to the socket before there is anything that would encrypt it.
        greetOnce();
        if (plainToo) {
          pipeline.addFirst(TlsSniffer.takingBoth(listener));
          whenReady.run();
        } else {
          pipeline.addFirst(listener.newHandler(connection.channel.alloc()));
        }
      }
      case TlsOptions.Mode.HandshakeFirst(@Nullable Duration fallback) -> pipeline.addFirst(fallback == null
          ? listener.newHandler(connection.channel.alloc())
          : TlsSniffer.awaiting(listener, fallback, this::greetOnce));
    }
  }

  private void greetOnce() {
    if (!greeted) {
      greeted = true;
      greet.run();
    }
  }

  /** An event of the channel. */
  void on(Object event) {
    if (listener == null || !(event instanceof SslHandshakeCompletionEvent done)) {
      return;
    }
    if (!done.isSuccess()) {
      connection.closeSilently("TLS handshake failed: " + done.cause().getMessage(), CloseReason.TLS_HANDSHAKE_ERROR);
      return;
    }
    certificate = listener.certificate(connection.channel.pipeline().get(SslHandler.class));
    if (!listener.admits(certificate)) {
      connection.closeSilently("its certificate is not among those pinned", CloseReason.TLS_HANDSHAKE_ERROR);
      return;
    }
    greetOnce();
    if (!isOptional()) {
      whenReady.run();
    }
  }
}
