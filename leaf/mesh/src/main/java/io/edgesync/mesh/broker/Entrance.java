package io.edgesync.mesh.broker;

import io.edgesync.mesh.account.Authenticator;
import io.edgesync.mesh.account.ConnectionKind;
import io.edgesync.mesh.tls.TlsListener;
import io.edgesync.mesh.websocket.UpgradeRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * By which way connections come in, and what is asked of them there.
 *
 * @param tls null for plain text
 * @param upgraded what was agreed on before the connection began, behind TLS where there is some; null for a plain socket
 * @param loginTimeout null for what follows from {@code tls}
 * @param connectUrls the other servers' addresses for this way
 */
record Entrance(ConnectionKind kind, @Nullable TlsListener tls, @Nullable UpgradeRequest upgraded,
    Authenticator authenticator, @Nullable Duration loginTimeout, ConnectUrls connectUrls) {

  static Entrance standard(Node node) {
    Doors doors = node.access().doors();
    return new Entrance(ConnectionKind.STANDARD, doors.clientTls(), null, doors.standard(), doors.loginTimeout(),
        node.connectUrls());
  }

  static Entrance leafnode(Node node) {
    Doors doors = node.access().doors();
    return new Entrance(ConnectionKind.LEAFNODE, doors.leafTls(), null, doors.leaf(), doors.leafLoginTimeout(),
        node.connectUrls());
  }

  static Entrance websocket(Node node, UpgradeRequest upgraded) {
    Doors doors = node.access().doors();
    // What the listener has of its own is for clients; links log in as at their own listener.
    return upgraded.leafnode()
        ? new Entrance(ConnectionKind.LEAFNODE_WS, upgraded.tls(), upgraded, doors.leaf(), doors.leafLoginTimeout(),
            node.connectUrls())
        : new Entrance(ConnectionKind.WEBSOCKET, upgraded.tls(), upgraded, doors.websocket(),
            doors.websocketLoginTimeout(), node.websocketUrls());
  }

  /** The JWT to log in with where CONNECT has none; empty for none. */
  String cookieJwt() {
    return upgraded == null || upgraded.jwt() == null ? "" : upgraded.jwt();
  }
}
