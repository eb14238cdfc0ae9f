package io.edgesync.cli.sync;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.MeshClient;
import io.edgesync.agent.MeshClientOptions;
import io.edgesync.agent.MeshLogin;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.http.HttpOptions;
import io.edgesync.xfer.http.HttpTransport;
import io.edgesync.xfer.round.Transport;

/** Ways to a peer, whatever the URL: closing gives up the connection, or leaves the mesh. */
final class Peers {

  /** A transport, and what has to be closed behind it. */
  record Opened(Transport transport, AutoCloseable behind) implements AutoCloseable {
    @Override
    public void close() {
      transport.close();
      try {
        behind.close();
      } catch (Exception e) {
        throw new IllegalStateException("a mesh client's close() does not throw", e);
      }
    }
  }

  private Peers() {}

  /** What a mesh client finds there. */
  private interface Search {
    Transport in(MeshClient client) throws AgentException, InterruptedException;
  }

  static Opened open(PeerUrl url, ProjectCode project, MeshLogin login, MemoryBudget budget)
      throws AgentException, InterruptedException {
    return open(url, login, budget, client -> client.transport(project));
  }

  /** As {@link #open}, but in a mesh to the node that is named, whose replies are proven. */
  static Opened openProven(PeerUrl url, NodeOption node, MeshLogin login, MemoryBudget budget)
      throws AgentException, InterruptedException {
    return open(url, login, budget, client -> client.proven(node.in(client).orElseThrow(() -> new WrongUsage(
        client.upstream() + ": is no node that could prove its configuration to be its own;"
            + " name one that is behind it: --node KEY"))));
  }

  private static Opened open(PeerUrl url, MeshLogin login, MemoryBudget budget, Search search)
      throws AgentException, InterruptedException {
    return switch (url) {
      case PeerUrl.Http http -> open(http, budget);
      case PeerUrl.Mesh mesh -> {
        MeshClient client = join(mesh, login, budget);
        try {
          yield new Opened(search.in(client), client);
        } catch (AgentException | InterruptedException | RuntimeException e) {
          client.close();
          throw e;
        }
      }
    };
  }

  /** A mesh that was joined, for commands that ask several peers. */
  static MeshClient join(PeerUrl.Mesh mesh, MeshLogin login, MemoryBudget budget)
      throws AgentException, InterruptedException {
    return MeshClient.join(MeshClientOptions.of(mesh.link()).withLogin(login), budget);
  }

  static Opened open(PeerUrl.Http http, MemoryBudget budget) {
    return new Opened(new HttpTransport(http.url(), HttpOptions.of(budget).withLimits(CardLimits.DEFAULT)), () -> {});
  }
}
