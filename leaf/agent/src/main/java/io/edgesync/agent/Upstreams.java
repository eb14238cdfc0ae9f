package io.edgesync.agent;

import io.edgesync.agent.status.LinkState;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.mesh.leafnode.PortProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The upstream URLs of the options, and links as the status shows them. */
final class Upstreams {

  private static final Logger LOG = LoggerFactory.getLogger(Upstreams.class);
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(2);

  private Upstreams() {}

  /**
   * Reads the URLs and looks at each port once. One that cannot be reached is a warning, for it may come later; one that answers
   * and takes no leafnode links never will.
   */
  static List<LeafRemote> check(List<String> urls) throws AgentException {
    List<LeafRemote> remotes = new ArrayList<>();
    for (String url : urls) {
      LeafRemote remote = parse(url);
      PortProbe probe = PortProbe.probe(remote.host(), remote.port(), PROBE_PATIENCE);
      @Nullable
      String why = probe.whyNoLeafnode();
      if (why != null && probe.kind() != PortProbe.Kind.UNREACHABLE) {
        throw new AgentException.BadOption(why, null);
      }
      if (why != null) {
        LOG.warn("upstream not reachable yet, dialling goes on upstream={} reason={}", remote, why);
      }
      remotes.add(remote);
    }
    return remotes;
  }

  static LeafRemote parse(String url) throws AgentException {
    try {
      return LeafRemote.parse(url);
    } catch (IllegalArgumentException e) {
      throw new AgentException.BadOption(String.valueOf(e.getMessage()), e);
    }
  }

  static LinkState state(LinkStatus link) {
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
    String error = link.lastError();
    return new LinkState(kind, remote, state, error == null ? "" : error);
  }
}
