package io.edgesync.agent;

import io.edgesync.agent.foreign.ConnectionStatus;
import io.edgesync.agent.foreign.ForeignServer;
import io.edgesync.agent.status.LinkState;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The upstreams of the options, by what their ports are.
 *
 * @param links   leafnode ports
 * @param servers client ports
 */
record Upstreams(List<LeafRemote> links, List<ForeignServer> servers) {

  /** As after a copy of a state directory. */
  static final String NAMESAKE = "the other end has this node's key, they take each other for themselves: remove node.key from the"
      + " state directory of one of them";

  private static final Logger LOG = LoggerFactory.getLogger(Upstreams.class);
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(5);

  Upstreams {
    links = List.copyOf(links);
    servers = List.copyOf(servers);
  }

  /**
   * Reads the URLs and looks at each port once. One that cannot be reached is a warning, for it may come later; one that answers
   * and is not NATS never will.
   */
  static Upstreams check(List<String> urls) throws AgentException {
    List<LeafRemote> links = new ArrayList<>();
    List<ForeignServer> servers = new ArrayList<>();
    for (String url : urls) {
      Upstream.Found found = Upstream.find(url, PROBE_PATIENCE);
      if (!found.unreachable().isEmpty()) {
        LOG.warn("upstream not reachable yet, dialling goes on upstream={} reason={}", found.upstream(),
            found.unreachable());
      }
      switch (found.upstream()) {
        case Upstream.Link(LeafRemote remote) -> links.add(remote);
        case Upstream.Client(ForeignServer server) -> servers.add(server);
      }
    }
    return new Upstreams(links, servers);
  }

  /** @throws AgentException naming the URL that is none of a leafnode port */
  static List<LeafRemote> peers(List<String> urls) throws AgentException {
    List<LeafRemote> peers = new ArrayList<>();
    for (String url : urls) {
      try {
        peers.add(LeafRemote.parse(url));
      } catch (IllegalArgumentException e) {
        throw new AgentException.BadOption("peer: " + e.getMessage(), e);
      }
    }
    return peers;
  }

  static LinkState state(ConnectionStatus connection) {
    String error = connection.lastError();
    return new LinkState("nats-client", connection.server().toString(), connection.isUp() ? "up" : "connecting",
        error == null ? "" : error);
  }

  /** Whoever dials has proven his key, who is dialled only states it as his name. */
  static boolean isNamesake(LinkStatus link, String node) {
    return node.equals(link.peerKey()) || node.equals(link.peerName());
  }

  /**
   * @param node our own key
   * @param copied what is to be said where the other end's key is there twice
   */
  static LinkState state(LinkStatus link, String node, @Nullable String copied) {
    String kind = switch (link.direction()) {
      case SOLICITED -> "leafnode-out";
      case ACCEPTED -> "leafnode-in";
    };
    String state = switch (link.state()) {
      case CONNECTING -> "connecting";
      case UP -> "up";
      case DOWN -> "down";
    };
    String peer = link.peerName();
    String remote = peer == null || link.direction() == LinkStatus.Direction.SOLICITED
        ? link.address()
        : peer + "@" + link.address();
    String error = isNamesake(link, node) ? NAMESAKE : copied != null ? copied : link.lastError();
    return new LinkState(kind, remote, state, error == null ? "" : error);
  }
}
