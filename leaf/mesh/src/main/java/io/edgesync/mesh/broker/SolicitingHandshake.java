package io.edgesync.mesh.broker;

import io.edgesync.mesh.leafnode.LeafConnect;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkStatus.Direction;
import io.edgesync.mesh.leafnode.PortProbe;
import io.edgesync.mesh.leafnode.ServerInfo;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens a link that we dial. Errors name the kind of port that was found instead of a leafnode port. */
final class SolicitingHandshake implements LeafHandshake {
  private static final long INFO_WITHIN_MILLIS = 2000;
  private static final int SHOWN_MAX = 40;

  private enum Awaiting {
    INFO, CONNECT_INFO, NOTHING
  }

  private final Node node;
  private final LeafRemote remote;
  private Awaiting awaiting = Awaiting.INFO;
  /** Written on the loop before the link is up, read by routing threads afterwards. */
  private volatile Peer peer = Peer.UNKNOWN;

  SolicitingHandshake(Node node, LeafRemote remote) {
    this.node = node;
    this.remote = remote;
  }

  @Override
  public Direction direction() {
    return Direction.SOLICITED;
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public void begin(LeafLink link) {
    expectWithin(link, Awaiting.INFO, "it accepts connections and says nothing; check host and port");
  }

  private void expectWithin(LeafLink link, Awaiting what, String otherwise) {
    awaiting = what;
    link.channel.eventLoop().schedule(() -> {
      if (awaiting == what) {
        link.closeSilently(remote.address() + ": " + otherwise);
      }
    }, INFO_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void onLine(LeafLink link, byte[] bytes, int from, int end) {
    if (Connection.begins(bytes, from, end, "INFO")) {
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
    link.refuse(remote.address() + " is not a NATS server: it says '" + shown + "'; check host and port");
  }

  private void onFirstInfo(LeafLink link, ServerInfo info) {
    var found = new PortProbe(remote.host(), remote.port(), info.kind(), "", info.serverName(), info.version(),
        info.maxPayloadBytes(), info.authRequired(), info.tlsRequired());
    String obstacle = found.whyNoLeafnode();
    if (obstacle != null) {
      link.refuse(obstacle);
      return;
    }
    peer = peerOf(info);
    link.out
        .append(LeafConnect.line(node.serverId(), node.serverName(), remote, node.options().identity(), info.nonce()));
    if (info.infoOnConnect()) {
      expectWithin(link, Awaiting.CONNECT_INFO, "no answer to CONNECT");
    } else {
      complete(link, info);
    }
  }

  private static Peer peerOf(ServerInfo info) {
    String name = info.serverName().isEmpty() ? info.serverId() : info.serverName();
    return new Peer(name, info.cluster(), info.version(), null, info.headers(), null, info.maxPayloadBytes(), false);
  }

  private void complete(LeafLink link, ServerInfo info) {
    awaiting = Awaiting.NOTHING;
    peer = peerOf(info);
    link.permissions(info.imports(), info.exports());
    link.becomeUp("");
  }

  @Override
  public void onLaterInfo(LeafLink link, String json) {
    @Nullable
    ServerInfo info = ServerInfo.parse(json);
    if (info != null) {
      link.permissions(info.imports(), info.exports());
      node.router().permissionsChanged(link);
    }
  }
}
