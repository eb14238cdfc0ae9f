package io.edgesync.mesh.broker;

import io.edgesync.mesh.broker.LinkFailure.Remedy;
import io.edgesync.mesh.leafnode.LeafConnect;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.leafnode.LinkOptions.Role;
import io.edgesync.mesh.leafnode.LinkStatus.Direction;
import io.edgesync.mesh.leafnode.PortProbe;
import io.edgesync.mesh.leafnode.ServerInfo;
import io.edgesync.mesh.leafnode.UserCredentials;
import io.edgesync.mesh.tls.TlsDialer;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens a link that we dial. TLS begins behind the server's INFO, or ahead of it where that is configured, and once it is wanted nothing
 * is said in plain text. To a WebSocket TLS comes before all else. Errors name the kind of port that was found instead of a leafnode port.
 */
final class SolicitingHandshake implements LeafHandshake {
  private static final long INFO_WITHIN_MILLIS = 5000;
  private static final int SHOWN_MAX = 40;

  /**
   * What is dialled, and with what.
   *
   * @param signer signs the nonce; null for nobody
   * @param tls null where none is prepared
   * @param tlsName that the server's certificate has to have
   */
  record Call(LinkOptions link, LeafRemote url, @Nullable UserCredentials signer, @Nullable TlsDialer tls,
      String tlsName) {}

  private enum Awaiting {
    INFO, TLS, CONNECT_INFO, NOTHING
  }

  private final Node node;
  private final Call call;
  private Awaiting awaiting = Awaiting.INFO;
  private boolean encrypted;
  private @Nullable LeafLink opening;
  private @Nullable ServerInfo greeting;
  /** Written on the loop before the link is up, read by routing threads afterwards. */
  private volatile Peer peer = Peer.UNKNOWN;
  /** Written on the loop, read by the dialling thread once the link has ended. */
  private volatile @Nullable List<String> advertised;

  SolicitingHandshake(Node node, Call call) {
    this.node = node;
    this.call = call;
  }

  @Override
  public Direction direction() {
    return Direction.SOLICITED;
  }

  @Override
  public Peer peer() {
    return peer;
  }

  /** Other addresses of the server, as it told last; null where it told nothing. */
  @Nullable
  List<String> advertised() {
    return advertised;
  }

  @Override
  public void begin(LeafLink link) {
    opening = link;
    if (overWebsocket()) {
      // TLS is behind us where there is some.
      encrypted = call.tls() != null;
      expectWithin(link, Awaiting.INFO, "it says nothing behind the upgrade");
    } else if (call.tls() != null && call.tls().options().handshakeFirst()) {
      encrypt(link, call.tls());
    } else {
      expectWithin(link, Awaiting.INFO, "it accepts connections and says nothing; check host and port");
    }
  }

  private boolean overWebsocket() {
    return call.url().websocketPath() != null;
  }

  private void expectWithin(LeafLink link, Awaiting what, String otherwise) {
    awaiting = what;
    link.alarms.in(INFO_WITHIN_MILLIS, TimeUnit.MILLISECONDS, () -> {
      if (awaiting == what) {
        link.closeSilently(call.url().address() + ": " + otherwise);
      }
    });
  }

  private void encrypt(LeafLink link, TlsDialer tls) {
    awaiting = Awaiting.TLS;
    link.channel.pipeline().addFirst("tls",
        tls.newHandler(link.channel.alloc(), call.tlsName(), call.url().port()));
  }

  @Override
  public void onEvent(Object event) {
    LeafLink link = opening;
    if (link == null || awaiting != Awaiting.TLS || !(event instanceof SslHandshakeCompletionEvent done)) {
      return;
    }
    if (!done.isSuccess()) {
      link.closeSilently(call.url().address() + ": TLS handshake failed: " + done.cause().getMessage(),
          CloseReason.TLS_HANDSHAKE_ERROR);
    } else if (!link.isBetweenLines()) {
      link.closeSilently(call.url().address() + ": something was said in plain text ahead of TLS");
    } else {
      encrypted = true;
      ServerInfo info = greeting;
      if (info == null) {
        expectWithin(link, Awaiting.INFO, "it says nothing behind the TLS handshake");
      } else {
        connect(link, info);
      }
    }
  }

  @Override
  public void onLine(LeafLink link, byte[] bytes, int from, int end) {
    if (awaiting == Awaiting.TLS) {
      link.closeSilently(call.url().address() + ": something was said in plain text ahead of TLS");
    } else if (Connection.begins(bytes, from, end, "INFO")) {
      ControlLine line = link.arguments(bytes, from, end, 4);
      ServerInfo info = line == null ? null : ServerInfo.parse(line.whole());
      if (info == null) {
        notNats(link, bytes, from, end);
      } else if (awaiting == Awaiting.INFO) {
        onFirstInfo(link, info);
      } else if (info.connectInfo()) {
        complete(link, info);
      }
    } else if (Connection.begins(bytes, from, end, "-ERR")) {
      link.onPeerError(new String(bytes, from, end - from, StandardCharsets.ISO_8859_1));
    } else if (awaiting == Awaiting.INFO) {
      notNats(link, bytes, from, end);
    } else if (Connection.begins(bytes, from, end, "PING")) {
      link.out.append("PONG\r\n");
    } else if (!Connection.begins(bytes, from, end, "PONG") && !Connection.begins(bytes, from, end, "+OK")) {
      link.unknownOperation();
    }
  }

  private void notNats(LeafLink link, byte[] bytes, int from, int end) {
    String shown = new String(bytes, from, Math.min(end - from, SHOWN_MAX), StandardCharsets.ISO_8859_1)
        .replaceAll("[^\\x20-\\x7e]", "?");
    link.refuse(Remedy.ELSEWHERE,
        call.url().address() + " is not a NATS server: it says '" + shown + "'; check host and port");
  }

  private void onFirstInfo(LeafLink link, ServerInfo info) {
    var found = new PortProbe(call.url().host(), call.url().port(), info.kind(), "", info.serverName(),
        info.version(), info.maxPayloadBytes(), info.authRequired(), info.tlsRequired());
    String obstacle = found.whyNoLeafnode();
    if (obstacle != null) {
      link.refuse(Remedy.ELSEWHERE, obstacle);
    } else if (call.link().role() == Role.PEER && !info.peerLinks()) {
      link.refuse(Remedy.ELSEWHERE, call.url().address() + " is an ordinary NATS server, version " + info.version()
          + ", which knows no peer links; make it an upstream");
    } else if (!encrypted && call.tls() != null) {
      greeting = info;
      encrypt(link, call.tls());
    } else if (!encrypted && info.tlsRequired() && !overWebsocket()) {
      link.refuse(Remedy.WITH_TLS, call.url().address() + " speaks TLS only");
    } else {
      connect(link, info);
    }
  }

  private void connect(LeafLink link, ServerInfo info) {
    learn(info);
    peer = peerOf(info);
    link.out.append(LeafConnect.line(node.serverId(), node.serverName(), call.link(), call.url(), call.signer(),
        info.nonce()));
    if (info.infoOnConnect()) {
      expectWithin(link, Awaiting.CONNECT_INFO, "no answer to CONNECT");
    } else {
      complete(link, info);
    }
  }

  private void learn(ServerInfo info) {
    List<String> told = overWebsocket() ? info.websocketUrls() : info.leafnodeUrls();
    if (told != null) {
      advertised = told;
    }
  }

  private Peer peerOf(ServerInfo info) {
    String name = info.serverName().isEmpty() ? info.serverId() : info.serverName();
    Role role = call.link().role();
    return new Peer(name, info.cluster(), info.version(), null, info.headers(), null, info.maxPayloadBytes(),
        role == Role.HUB, role == Role.PEER);
  }

  private void complete(LeafLink link, ServerInfo info) {
    awaiting = Awaiting.NOTHING;
    if (!link.enter(link.space(), node.access().doors().standard().limitsOf(link.space().name()))) {
      return;
    }
    peer = peerOf(info);
    permit(link, info);
    link.becomeUp("", info.peerLinks());
  }

  private void permit(LeafLink link, ServerInfo info) {
    learn(info);
    link.permissions(LinkPermissions.ofInfo(info.imports(), info.exports(), call.link().denyImports(),
        call.link().denyExports()));
  }

  @Override
  public void onLaterInfo(LeafLink link, String json) {
    ServerInfo info = ServerInfo.parse(json);
    if (info != null) {
      permit(link, info);
    }
  }
}
