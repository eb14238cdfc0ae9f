package io.edgesync.agent;

import io.edgesync.agent.foreign.ForeignServer;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.PortProbe;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a node hangs off. */
sealed interface Upstream {
  Logger LOG = LoggerFactory.getLogger(Upstream.class);

  /** A link of our embedded server to another server. */
  record Link(LeafRemote remote) implements Upstream {
    @Override
    public String toString() {
      return remote.toString();
    }
  }

  /** A connection as a client of another server. */
  record Client(ForeignServer server) implements Upstream {
    @Override
    public String toString() {
      return server.toString();
    }
  }

  /**
   * What a URL names.
   *
   * @param unreachable why nothing answers there at the moment; empty when something does
   */
  record Found(Upstream upstream, String unreachable) {}

  /** Reads {@code nats-leaf://}, {@code nats://} and {@code tls://}. */
  static Upstream parse(String url) throws AgentException {
    try {
      return ForeignServer.isOne(url) ? new Client(ForeignServer.parse(url)) : new Link(LeafRemote.parse(url));
    } catch (IllegalArgumentException e) {
      throw new AgentException.BadOption(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Reads the URL and looks at the port, whose INFO tells what kind it is; a port of the other kind than the URL's is taken as what it
   * is, with one line in the log. Where nothing answers, the URL decides.
   *
   * @throws AgentException.BadOption when what answers is no port of a NATS server for the likes of us
   */
  static Found find(String url, Duration patience) throws AgentException {
    Upstream asGiven = parse(url);
    return switch (asGiven) {
      case Link(LeafRemote remote) -> {
        PortProbe probe = PortProbe.probe(remote.host(), remote.port(), patience);
        yield found(asGiven, probe, asGiven, new Client(
            new ForeignServer(remote.host(), remote.port(), remote.user(), remote.password(), remote.tls())));
      }
      case Client(ForeignServer server) -> {
        PortProbe probe = PortProbe.probe(server.host(), server.port(), patience);
        yield found(asGiven, probe, new Link(
            new LeafRemote(server.host(), server.port(), server.user(), server.password(), server.tls())), asGiven);
      }
    };
  }

  private static Found found(Upstream asGiven, PortProbe probe, Upstream link, Upstream client)
      throws AgentException {
    return switch (probe.kind()) {
      case LEAFNODE -> {
        if (!link.equals(asGiven)) {
          LOG.info("upstream is a leafnode port: linked as a leafnode upstream={}", link);
        }
        yield new Found(link, "");
      }
      case CLIENT -> {
        if (!client.equals(asGiven)) {
          LOG.info("upstream is a client port: connected as a client upstream={}", client);
        }
        yield new Found(client, "");
      }
      case UNREACHABLE -> new Found(asGiven, String.valueOf(probe.whyNoLeafnode()));
      case OTHER_NATS, NOT_NATS -> throw new AgentException.BadOption(String.valueOf(probe.whyNoLeafnode()), null);
    };
  }
}
