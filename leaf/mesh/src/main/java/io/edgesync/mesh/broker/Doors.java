package io.edgesync.mesh.broker;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.Authenticator;
import io.edgesync.mesh.tls.TlsException;
import io.edgesync.mesh.tls.TlsListener;
import io.edgesync.mesh.tls.TlsOptions;
import io.edgesync.mesh.websocket.WebsocketOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in by each of the ways into a broker, and the TLS that is spoken there. Replaced as a whole when the configuration is read
 * again; what is in it never changes.
 *
 * @param standard for clients by plain sockets
 * @param leaf for links
 * @param websocket for clients that come by WebSocket
 * @param loginTimeout null for what follows from TLS, like the next but one
 * @param leafLoginTimeout null for two seconds
 * @param clientTls null for plain text, like the next
 */
record Doors(Authenticator standard, Authenticator leaf, Authenticator websocket, @Nullable Duration loginTimeout,
    @Nullable Duration leafLoginTimeout, @Nullable Duration websocketLoginTimeout, @Nullable TlsListener clientTls,
    @Nullable TlsListener leafTls) {

  /**
   * Without TLS.
   *
   * @throws IllegalArgumentException when what a listener says of logging in does not go with the accounts
   */
  static Doors plain(SecurityOptions options, @Nullable WebsocketOptions websocket) {
    AccountsOptions accounts = options.accounts();
    var standard = new Authenticator(accounts, InstantSource.system());
    AccountsOptions byWebsocket = websocket == null ? accounts : websocket.authorization().applyTo(accounts);
    AccountsOptions onLinks = options.leafAuthorization().applyTo(accounts);
    return new Doors(standard, onLinks.equals(accounts) ? standard : new Authenticator(onLinks, InstantSource.system()),
        byWebsocket.equals(accounts) ? standard : new Authenticator(byWebsocket, InstantSource.system()),
        accounts.timeout(), options.leafAuthorization().timeout(), byWebsocket.timeout(), null, null);
  }

  /**
   * As the options say; checks that nobody who does not log in can come from another machine, unless they allow that.
   *
   * @throws ListenException when they do not, and when a file of TLS cannot be used
   */
  static Doors open(BrokerOptions options) throws ListenException {
    WebsocketOptions websocket = options.websocket();
    Doors plain = plain(options.security(), websocket);
    plain.requireGuarded("NATS clients", options.clientListen(), options, plain.standard);
    plain.requireGuarded("leafnode links", options.leafListen(), options, plain.leaf);
    if (websocket != null) {
      plain.requireGuarded("WebSocket", websocket.listen(), options, plain.websocket);
      if (options.leafListen() != null) {
        plain.requireGuarded("leafnode links by WebSocket", websocket.listen(), options, plain.leaf);
      }
    }
    return new Doors(plain.standard, plain.leaf, plain.websocket, plain.loginTimeout, plain.leafLoginTimeout,
        plain.websocketLoginTimeout,
        tls("NATS clients", options.clientListen(), options.security().clientTls()),
        tls("leafnode links", options.leafListen(), options.security().leafTls()));
  }

  private void requireGuarded(String what, @Nullable InetSocketAddress address, BrokerOptions options,
      Authenticator authenticator) throws ListenException {
    if (address != null && (address.isUnresolved() || !address.getAddress().isLoopbackAddress())
        && !options.security().openBeyondLoopback() && !authenticator.isAnnounced()) {
      throw new OpenListenerException(what, address);
    }
  }

  private static @Nullable TlsListener tls(String what, @Nullable InetSocketAddress address,
      @Nullable TlsOptions options) throws ListenException {
    if (address == null || options == null) {
      return null;
    }
    try {
      return TlsListener.open(options);
    } catch (TlsException e) {
      throw new ListenException("will not listen for " + what + ": " + e.getMessage(), address);
    }
  }
}
