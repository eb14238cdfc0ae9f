package io.edgesync.mesh.broker;

import io.edgesync.mesh.account.Permissions;
import io.edgesync.mesh.account.User;
import io.edgesync.mesh.identity.NodeKey;
import io.edgesync.mesh.leafnode.LeafConnect;
import io.edgesync.mesh.leafnode.LinkStatus.Direction;
import io.edgesync.mesh.leafnode.ServerDemands;
import io.edgesync.mesh.leafnode.ServerInfo;
import io.edgesync.mesh.subject.SubjectPermissions;
import io.edgesync.mesh.websocket.UpgradeRequest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes a link that somebody dials to us. Checks in the order of {@code nats-server}, with its texts. */
final class AcceptingHandshake implements LeafHandshake {
  private static final long CONNECT_WITHIN_MILLIS = 2000;
  private static final int SIGNATURE_CHARS_MAX = 128;

  private final Node node;
  private Entrance entrance;
  private @Nullable ClientLogin login;
  private @Nullable Encryption encryption;
  private String nonce = "";
  /** Of its user; null for all. */
  private @Nullable Permissions permissions;
  /** Written on the loop before the link is up, read by routing threads afterwards. */
  private volatile Peer peer = Peer.UNKNOWN;

  AcceptingHandshake(Node node) {
    this(node, Entrance.leafnode(node));
  }

  AcceptingHandshake(Node node, Entrance entrance) {
    this.node = node;
    this.entrance = entrance;
  }

  @Override
  public Direction direction() {
    return Direction.ACCEPTED;
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public void begin(LeafLink link) {
    login = new ClientLogin(link, entrance, true);
    nonce = Objects.requireNonNull(login.nonce());
    encryption = new Encryption(link, entrance, () -> link.out.append(firstInfo(link)), () -> expectConnect(link));
    encryption.begin();
  }

  @Override
  public void onEvent(Object event) {
    if (encryption != null) {
      encryption.on(event);
    }
  }

  private void expectConnect(LeafLink link) {
    Duration within = entrance.loginTimeout();
    link.alarms.in(within == null ? CONNECT_WITHIN_MILLIS : within.toMillis(), TimeUnit.MILLISECONDS, () -> {
      if (!link.isUp()) {
        link.fail("Authentication Timeout");
      }
    });
  }

  private String firstInfo(LeafLink link) {
    InetSocketAddress local = Connection.internet(link.channel.localAddress());
    boolean required = login != null && login.isRequired();
    return ServerInfo.forLeaf(node.serverId(), node.serverName(), local.getAddress().getHostAddress(), local.getPort(),
        node.limits().payloadBytesMax(), link.number,
        entrance.tls() == null || encryption == null
            ? new ServerDemands(required, nonce, false, false, false)
            : new ServerDemands(required, nonce, encryption.isRequired(), encryption.asksForCertificate(),
                encryption.isOptional()));
  }

  private String secondInfo(LeafLink link) {
    InetSocketAddress local = Connection.internet(link.channel.localAddress());
    return ServerInfo.forLeafThatIsIn(node.serverId(), node.serverName(), local.getAddress().getHostAddress(),
        local.getPort(), node.limits().payloadBytesMax(), link.number, link.space().name(),
        permissions == null ? SubjectPermissions.EVERYTHING : permissions.subscribeLists(),
        permissions == null ? SubjectPermissions.EVERYTHING : permissions.publishLists());
  }

  @Override
  public void onLine(LeafLink link, byte[] bytes, int from, int end) {
    if (!Connection.begins(bytes, from, end, "CONNECT")) {
      link.fail("Authorization Violation");
      return;
    }
    ControlLine line = link.arguments(bytes, from, end, 7);
    if (line == null) {
      return;
    }
    String json = line.whole();
    LeafConnect connect = LeafConnect.parse(json);
    if (connect == null) {
      link.closeSilently("malformed CONNECT");
      return;
    }
    ClientLogin checking = Objects.requireNonNull(login);
    checking.present(json);
    if (checking.isRequired()) {
      checking.check(json, Objects.requireNonNull(encryption), user -> onUser(link, connect, user));
    } else {
      onUser(link, connect, null);
    }
  }

  /**
   * @param user null where nobody has to log in
   */
  private void onUser(LeafLink link, LeafConnect connect, @Nullable User user) {
    String error = whyRefused(connect);
    if (error != null) {
      link.fail(error);
      return;
    }
    if (user != null && !link.enter(node.access().space(user.account()), user.limits())) {
      return;
    }
    permissions = user == null ? null : user.permissions();
    accept(link, connect);
  }

  /** What a link may do is agreed on at its beginning: where that changes, it begins anew. */
  @Override
  public void renew(LeafLink link) {
    UpgradeRequest upgraded = entrance.upgraded();
    entrance = upgraded == null ? Entrance.leafnode(node) : Entrance.websocket(node, upgraded);
    if (login == null || encryption == null) {
      return;
    }
    if (!encryption.stillAdmits(entrance.tls())) {
      link.closeSilently("its certificate is not among those pinned", CloseReason.TLS_HANDSHAKE_ERROR);
      return;
    }
    login.renew(entrance, encryption, user -> {
      Permissions now = user.permissions();
      boolean same = (now == null || permissions == null) ? now == permissions : now.isSameAs(permissions);
      if (link.isUp() && !(same && user.account().equals(link.space().name()))) {
        link.closeSilently("what its user may do has changed", CloseReason.CLIENT_CLOSED);
      }
    });
  }

  private @Nullable String whyRefused(LeafConnect connect) {
    String cluster = connect.cluster();
    if (connect.choosesAccount()) {
      return "Authorization Violation";
    }
    if (connect.lang() != null && !connect.lang().isEmpty()) {
      return "attempted to connect to leaf node port";
    }
    if (connect.nkey() != null && !connect.nkey().isEmpty() && !signed(connect)) {
      return "Authorization Violation";
    }
    if (cluster != null && cluster.indexOf(' ') >= 0) {
      return "cluster name cannot contain spaces";
    }
    // Only those who dial are a cluster of their own, by the name of the server.
    if (node.serverName().equals(cluster) && !node.options().remotes().isEmpty()) {
      return "remote leafnode has same cluster name";
    }
    if (connect.gateway() != null && !connect.gateway().isEmpty()) {
      return "Rejecting connection from gateway \"" + connect.gateway() + "\" on the leafnode port";
    }
    return null;
  }

  private boolean signed(LeafConnect connect) {
    String sig = connect.sig();
    String nkey = connect.nkey();
    if (sig == null || nkey == null || sig.length() > SIGNATURE_CHARS_MAX) {
      return false;
    }
    try {
      byte[] signature = Base64.getUrlDecoder().decode(sig.replace('+', '-').replace('/', '_').replace("=", ""));
      return new NodeKey(nkey).verifies(nonce.getBytes(StandardCharsets.US_ASCII), signature);
    } catch (IllegalArgumentException notBase64OrNoKey) {
      return false;
    }
  }

  private void accept(LeafLink link, LeafConnect connect) {
    String nkey = connect.nkey();
    peer = new Peer(connect.name().isEmpty() ? connect.serverId() : connect.name(), connect.cluster(),
        connect.version(), connect.remoteAccount(), connect.headers(), nkey == null || nkey.isEmpty() ? null : nkey, 0,
        connect.hub(), connect.peer());
    evictDuplicate(link.router());
    link.permissions(LinkPermissions.ofUser(permissions, connect.denyPub()));
    link.becomeUp(secondInfo(link), false);
  }

  /** The same server again: its old connection is a dead one that we have not noticed yet. */
  private void evictDuplicate(Router router) {
    for (LeafLink other : router.links()) {
      Peer theirs = other.peer();
      if (other.direction() == Direction.ACCEPTED && !peer.name().isEmpty() && theirs.name().equals(peer.name())
          && Objects.equals(theirs.cluster(), peer.cluster())
          && Objects.equals(theirs.remoteAccount(), peer.remoteAccount())) {
        other.channel.eventLoop().execute(() -> other.fail("Duplicate Remote LeafNode Connection"));
      }
    }
  }

  @Override
  public void onLaterInfo(LeafLink link, String json) {
    // Only the side that dials takes instructions by INFO.
  }
}
