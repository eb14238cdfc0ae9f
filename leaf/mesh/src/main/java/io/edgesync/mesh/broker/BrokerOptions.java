package io.edgesync.mesh.broker;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.websocket.WebsocketOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a broker is set up. Begin with {@link #of(NodeIdentity)} or {@link #named}, and add: without further ado it listens nowhere
 * and dials nobody, and its Bus works within the process.
 *
 * @param serverName unique in the mesh: peers with equal names cut each other. The node key, for a daemon
 * @param identity signs the nonces of the servers we dial; null leaves the signature out
 * @param clientListen where NATS clients may connect (port 0: any free port); null for nowhere
 * @param leafListen where leafnode links may come in; null for nowhere
 * @param remotes links to dial, each of them for ever
 * @param inboxPrefix subject below which this node's inboxes lie, such as {@code _INBOX}
 * @param websocket where clients and links may come in by WebSocket; null for nowhere
 */
public record BrokerOptions(String serverName, @Nullable NodeIdentity identity,
    @Nullable InetSocketAddress clientListen,
    @Nullable InetSocketAddress leafListen, List<LinkOptions> remotes, String inboxPrefix, BrokerLimits limits,
    RedialPolicy redial, SecurityOptions security, @Nullable WebsocketOptions websocket) {

  public BrokerOptions {
    if (serverName.isEmpty()
        || serverName.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException("server name '" + serverName + "' must be of visible ASCII without blanks");
    }
    remotes = List.copyOf(remotes);
  }

  /** A broker named by its node key. */
  public static BrokerOptions of(NodeIdentity identity) {
    return new BrokerOptions(identity.nodeKey(), identity, null, null, List.of(), "_INBOX", BrokerLimits.DEFAULT,
        RedialPolicy.DEFAULT, SecurityOptions.NONE, null);
  }

  /** A broker without a key. */
  public static BrokerOptions named(String serverName) {
    return new BrokerOptions(serverName, null, null, null, List.of(), "_INBOX", BrokerLimits.DEFAULT,
        RedialPolicy.DEFAULT, SecurityOptions.NONE, null);
  }

  public BrokerOptions withClientListen(@Nullable InetSocketAddress address) {
    return new BrokerOptions(serverName, identity, address, leafListen, remotes, inboxPrefix, limits, redial, security,
        websocket);
  }

  /** Takes clients on the loopback address; 0 for any free port. */
  public BrokerOptions withClientPort(int port) {
    return withClientListen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  public BrokerOptions withLeafListen(@Nullable InetSocketAddress address) {
    return new BrokerOptions(serverName, identity, clientListen, address, remotes, inboxPrefix, limits, redial,
        security, websocket);
  }

  /** Takes leafnode links on the loopback address; 0 for any free port. */
  public BrokerOptions withLeafPort(int port) {
    return withLeafListen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  public BrokerOptions withLinks(List<LinkOptions> links) {
    return new BrokerOptions(serverName, identity, clientListen, leafListen, links, inboxPrefix, limits, redial,
        security, websocket);
  }

  /** A link to each of these, as a leaf. */
  public BrokerOptions withRemotes(List<LeafRemote> urls) {
    return withLinks(urls.stream().map(LinkOptions::to).toList());
  }

  public BrokerOptions withRemote(LeafRemote url) {
    return withRemotes(List.of(url));
  }

  /** One link more. */
  public BrokerOptions withLink(LinkOptions link) {
    var links = new ArrayList<>(remotes);
    links.add(link);
    return withLinks(links);
  }

  public BrokerOptions withInboxPrefix(String prefix) {
    return new BrokerOptions(serverName, identity, clientListen, leafListen, remotes, prefix, limits, redial, security,
        websocket);
  }

  public BrokerOptions withLimits(BrokerLimits newLimits) {
    return new BrokerOptions(serverName, identity, clientListen, leafListen, remotes, inboxPrefix, newLimits, redial,
        security, websocket);
  }

  public BrokerOptions withRedial(RedialPolicy policy) {
    return new BrokerOptions(serverName, identity, clientListen, leafListen, remotes, inboxPrefix, limits, policy,
        security, websocket);
  }

  public BrokerOptions withSecurity(SecurityOptions options) {
    return new BrokerOptions(serverName, identity, clientListen, leafListen, remotes, inboxPrefix, limits, redial,
        options, websocket);
  }

  /** Lets in these and nobody else. */
  public BrokerOptions withAccounts(AccountsOptions accounts) {
    return withSecurity(security.withAccounts(accounts));
  }

  /** Takes clients, and links where there is a listener for those, by WebSocket. */
  public BrokerOptions withWebsocket(@Nullable WebsocketOptions options) {
    return new BrokerOptions(serverName, identity, clientListen, leafListen, remotes, inboxPrefix, limits, redial,
        security, options);
  }
}
